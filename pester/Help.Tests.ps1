BeforeDiscovery {
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1')
    $script:commands = Get-Command -Module LifecycleTools
}

Describe '<_.Name>' -ForEach $script:commands {
    BeforeAll { $script:help = Get-Help $_.Name -Full }

    It 'has a synopsis, a description and two examples that parse' {
        $help.Synopsis | Should -Not -BeLike "$($_.Name)*"
        $help.Description.Text | Should -Not -BeNullOrEmpty
        @($help.Examples.Example).Count | Should -BeGreaterOrEqual 2
        foreach ($example in $help.Examples.Example) {
            $errors = $null
            [System.Management.Automation.Language.Parser]::ParseInput($example.Code, [ref]$null, [ref]$errors) | Out-Null
            $errors | Should -BeNullOrEmpty
        }
    }
    It 'describes every parameter' {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
        foreach ($name in $_.Parameters.Keys | Where-Object { $_ -notin $common }) {
            (Get-Help $help.Name -Parameter $name).Description.Text | Should -Not -BeNullOrEmpty -Because $name
        }
    }
}

Describe 'The examples of <_.Name>' -ForEach $script:commands {
    BeforeAll {
        $root = Split-Path -Parent $PSScriptRoot
        Copy-Item -Path (Join-Path $root 'examples'), (Join-Path $root 'roles') -Destination $TestDrive -Recurse -Force -Exclude FirstRun
        Push-Location $TestDrive
        Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'journals') | Out-Null
        # One run that is completed, and one that is not.
        'lena.vogt@contoso.example', 'martin.huber@contoso.example' | Invoke-LifecycleOffboard -Confirm:$false -ErrorAction SilentlyContinue | Out-Null
    }
    AfterAll {
        Disconnect-LifecycleTenant
        Pop-Location
    }

    It 'run' {
        foreach ($example in (Get-Help $_.Name -Full).Examples.Example) {
            if (-not (Get-LifecycleTenant)) { Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'journals') | Out-Null }
            # The one example that needs a tenant file of the reader's own is not run.
            if ($example.Code -like '*Connect-LifecycleTenant*lifecycle.yaml*') { continue }
            { & ([scriptblock]::Create($example.Code)) | Out-Null } | Should -Not -Throw -Because $example.Code
        }
    }
}

Describe 'The about topics' {
    It 'are found: <_>' -ForEach 'about_LifecycleTools', 'about_LifecycleRequests', 'about_LifecycleJournal' {
        Get-Help $_ | Out-String | Should -Match 'LONG DESCRIPTION'
    }
}
