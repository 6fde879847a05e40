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

Describe 'The about topics' {
    It 'are found: <_>' -ForEach 'about_LifecycleTools', 'about_LifecycleJournal' {
        Get-Help $_ | Out-String | Should -Match 'LONG DESCRIPTION'
    }
}
