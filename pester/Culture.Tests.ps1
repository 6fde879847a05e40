Describe 'Under <_>' -ForEach 'tr-TR', 'de-DE', 'en-US' {
    BeforeAll {
        $manifest = Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1'
        $shell = (Get-Process -Id $PID).Path
        $culture = $_
        $script:answer = & $shell -NoProfile -NonInteractive -Command (
            "`$ErrorActionPreference = 'Stop'; [cultureinfo]::CurrentCulture = '$culture'; [cultureinfo]::CurrentUICulture = '$culture';" +
            "Import-Module '$($manifest -replace "'", "''")'; `$result = [LifecycleTools.StepResult]::new();" +
            "(`$result | Format-Table | Out-String -Width 120); (Get-Command -Module LifecycleTools).Count"
        )
    }

    It 'imports and finds its commands' {
        $LASTEXITCODE | Should -Be 0
        $script:answer[-1] | Should -Be (Import-PowerShellDataFile -Path $manifest).CmdletsToExport.Count
    }

    It 'shows durations with a point' {
        ($script:answer -join "`n") | Should -Match '\b0\.0 s\b'
    }
}
