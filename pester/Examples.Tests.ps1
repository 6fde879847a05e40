Describe 'The example <_>' -ForEach '01-check-role-maps.ps1', '02-preview-offboard.ps1', '03-hire-from-csv.ps1', '04-compose.ps1', '05-report.ps1', '06-newcomer.ps1' {
    It 'runs on the sandbox and ends well' {
        $shell = (Get-Process -Id $PID).Path
        $said = & $shell -NoProfile -NonInteractive -File (Join-Path (Split-Path -Parent $PSScriptRoot) "examples/$_") 2>&1
        $LASTEXITCODE | Should -Be 0 -Because ($said | Out-String)
    }
}

Describe 'What the README shows' {
    BeforeDiscovery {
        $readme = Get-Content -Raw -LiteralPath (Join-Path (Split-Path -Parent $PSScriptRoot) 'README.md')
        $script:lines = @([regex]::Match($readme, '(?s)```powershell\r?\n(.*?)```').Groups[1].Value -split '\r?\n' | Where-Object { $_ -match '^\w' -and $_ -notmatch '^Import-Module' })
    }
    BeforeAll {
        $root = Split-Path -Parent $PSScriptRoot
        Import-Module (Join-Path $root 'LifecycleTools.psd1')
        Copy-Item -Path (Join-Path $root 'examples'), (Join-Path $root 'roles') -Destination $TestDrive -Recurse -Force -Exclude FirstRun
        Push-Location $TestDrive
    }
    AfterAll {
        Disconnect-LifecycleTenant
        Pop-Location
    }

    It 'has commands' -TestCases @{ Count = $script:lines.Count } {
        $Count | Should -BeGreaterThan 10
    }
    It 'runs: <_>' -ForEach $script:lines {
        # As at a prompt, one line after the other; the run that it names is the departure of the lines before.
        Set-StrictMode -Off
        $ErrorActionPreference = 'Continue'
        $departure = if (Get-LifecycleTenant) { Get-LifecycleRun | Where-Object Workflow -EQ 'Offboard' | Select-Object -First 1 }
        $line = $_ -replace '\d{8}T\d{6}Z-[0-9a-f]{8}', $departure.RunId -replace '-Sandbox ', '-Sandbox -JournalPath ./journals '
        $said = & ([scriptblock]::Create($line)) 2>&1
        # A hire whose device is still in its box waits for it, and says so.
        $said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.Exception.Message -notlike '*PF3XK103*' } | Should -BeNullOrEmpty -Because $line
    }
}
