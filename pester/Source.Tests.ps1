# What stands in the repository and is in no package: it is held to the module that is loaded, or else to the one that was built here.
BeforeAll {
    $script:root = Split-Path -Parent $PSScriptRoot
    $script:module = Get-Module LifecycleTools
    if (-not $module) { $script:module = Import-Module (Join-Path $root 'LifecycleTools.psd1') -PassThru }
}

Describe 'The checklist' {
    It 'names files that are there, in every row that is not open' {
        $rows = @(Get-Content -LiteralPath (Join-Path $root 'docs/gallery-checklist.md') | Where-Object { $_ -match '^\| \d+ \|' })
        $rows.Count | Should -Be 82
        foreach ($named in [regex]::Matches(($rows -join "`n"), '`([^`]+/[^`]+)`')) { Join-Path $root $named.Groups[1].Value | Should -Exist }
    }
}

Describe 'The help and the pages' {
    BeforeAll {
        $script:maml = Join-Path $root 'src/LifecycleTools/Help/en-US/LifecycleTools.dll-Help.xml'
        Copy-Item -LiteralPath $maml -Destination (Join-Path $TestDrive 'help.xml')
        $made = @{ Manifest = Join-Path $module.ModuleBase 'LifecycleTools.psd1'; Maml = Join-Path $TestDrive 'help.xml'; Page = Join-Path $TestDrive 'pages' }
        & (Join-Path $root 'docs/Update-CommandHelp.ps1') @made
        $script:written = @(Get-ChildItem -LiteralPath $made.Page -File)
    }

    It 'say what the commands say: build.ps1 -Task Help changes nothing' {
        Get-Content -Raw -LiteralPath (Join-Path $TestDrive 'help.xml') | Should -BeExactly (Get-Content -Raw -LiteralPath $maml)
        foreach ($page in $written) { Get-Content -Raw -LiteralPath $page.FullName | Should -BeExactly (Get-Content -Raw -LiteralPath (Join-Path $root "docs/commands/$($page.Name)")) -Because $page.Name }
    }
    It 'are there for every command and for nothing else' {
        $pages = Get-ChildItem -LiteralPath (Join-Path $root 'docs/commands') -File
        $pages.Name | Sort-Object | Should -Be ($written.Name | Sort-Object)
        $pages.BaseName | Where-Object { $_ -ne 'README' } | Sort-Object | Should -Be ((Get-Command -Module LifecycleTools).Name | Sort-Object)
    }
}
