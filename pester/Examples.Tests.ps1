Describe 'The example <_>' -ForEach '01-check-role-maps.ps1', '02-preview-offboard.ps1', '03-hire-from-csv.ps1', '04-compose.ps1', '05-report.ps1', '06-newcomer.ps1' {
    It 'runs on the sandbox and ends well' {
        $shell = (Get-Process -Id $PID).Path
        $said = & $shell -NoProfile -NonInteractive -File (Join-Path (Split-Path -Parent $PSScriptRoot) "examples/$_") 2>&1
        $LASTEXITCODE | Should -Be 0 -Because ($said | Out-String)
    }
}
