BeforeAll {
    $root = Split-Path -Parent $PSScriptRoot
    $manifest = Join-Path $root 'LifecycleTools.psd1'
    $shell = (Get-Process -Id $PID).Path

    # Loading cannot be undone, so what an import loads is asked in a process that did nothing else.
    function Get-FromFreshSession([string] $Script) {
        $text = "`$ErrorActionPreference = 'Stop'; `$manifest = '$($manifest -replace "'", "''")'; $Script"
        $answer = & $shell -NoProfile -NonInteractive -Command $text
        if ($LASTEXITCODE -ne 0) { throw "The session ended with $LASTEXITCODE`: $answer" }
        $answer
    }
}

Describe 'The manifest' {
    It 'is valid' {
        { Test-ModuleManifest -Path $manifest -ErrorAction Stop } | Should -Not -Throw
    }

    It 'names everything that the Gallery shows' {
        $data = Import-PowerShellDataFile -Path $manifest
        foreach ($key in 'GUID', 'Author', 'CompanyName', 'Copyright', 'Description', 'ModuleVersion', 'PowerShellVersion') {
            $data[$key] | Should -Not -BeNullOrEmpty -Because $key
        }
        foreach ($key in 'LicenseUri', 'ProjectUri', 'IconUri', 'ReleaseNotes') { $data.PrivateData.PSData[$key] | Should -Not -BeNullOrEmpty -Because $key }
        $data.PrivateData.PSData.Tags | Should -Not -Match '\s'
        $data.ModuleVersion | Should -Match '^\d+\.\d+\.\d+$'
    }
}

Describe 'The import' {
    It 'gives exactly the commands of the manifest' {
        $wanted = (Import-PowerShellDataFile -Path $manifest).CmdletsToExport | Sort-Object
        $given = Get-FromFreshSession 'Import-Module $manifest; (Get-Command -Module LifecycleTools).Name' | Sort-Object
        $given | Should -Be $wanted
    }

    It 'warns of nothing' {
        $warnings = Get-FromFreshSession 'Import-Module $manifest 3>&1'
        $warnings | Should -BeNullOrEmpty
    }

    It 'loads none of Graph, Azure and YamlDotNet' {
        $loaded = Get-FromFreshSession 'Import-Module $manifest; [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name }'
        $loaded | Should -Contain 'LifecycleTools'
        $loaded | Where-Object { $_ -match '^(Microsoft\.Graph|Azure\.|YamlDotNet|LifecycleTools\.Connectors)' } | Should -BeNullOrEmpty
    }

    It 'can be repeated with -Force' {
        Get-FromFreshSession 'Import-Module $manifest; Import-Module $manifest -Force; Import-Module $manifest -Force; @(Get-Module LifecycleTools).Count' |
            Should -Be 1
    }

    It 'makes its result type known by name' {
        Get-FromFreshSession 'Import-Module $manifest; [LifecycleTools.StepResult].FullName' | Should -Be 'LifecycleTools.StepResult'
    }
}
