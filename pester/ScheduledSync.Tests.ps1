BeforeAll {
    $script:examples = Join-Path (Split-Path -Parent $PSScriptRoot) 'examples'
    $script:shell = (Get-Process -Id $PID).Path

    # What a scheduler sees: an exit code, and stdout.
    function Invoke-Sync([string] $Script = (Join-Path $examples 'scheduled-sync.ps1'), [string[]] $With) {
        $said = & $shell -NoProfile -NonInteractive -File $Script @With 2>$null
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Text = $said -join "`n"; Summary = $said -join "`n" | ConvertFrom-Json }
    }

    # The lock of the sandbox, as another process of the same script would hold it.
    function Get-SandboxLock([string] $State) { @(Get-ChildItem -LiteralPath (Join-Path $State 'locks'))[0].FullName }
}

Describe 'A scheduled sync that rehearses' {
    BeforeAll {
        $script:state = Join-Path $TestDrive 'rehearsal'
        $script:sync = Invoke-Sync -With '-Sandbox', '-StatePath', $state
    }

    It 'ends with 0 and a summary that is all of stdout' {
        $sync.ExitCode | Should -Be 0 -Because $sync.Text
        $sync.Text | Should -Match '^\{'
        $sync.Summary.exitCode | Should -Be 0
        $sync.Summary.tenants.status | Should -Be 'Completed'
    }
    It 'carries out each request of the intake file' {
        $sync.Summary.tenants[0].requests.hire | Should -Be 3
        @($sync.Summary.tenants[0].runs).Count | Should -Be 3
        $sync.Summary.tenants[0].runs.state | Sort-Object -Unique | Should -BeIn 'Completed', 'Waiting'
    }
    It 'logs each step in the file that the summary names' {
        $sync.Summary.log | Should -Exist
        Get-Content -LiteralPath $sync.Summary.log | Where-Object { $_ -match ' STEP .* account.create' -or $_ -match ' STEP .* Done ' } | Should -Not -BeNullOrEmpty
    }
    It 'says who was given a first sign-in, and never what it is' {
        $sync.Summary.tenants[0].credentials.kind | Should -Contain 'TemporaryAccessPass'
        $sync.Summary.tenants[0].credentials[0].PSObject.Properties.Name | Sort-Object | Should -Be 'keptAs', 'kind', 'person', 'validUntilUtc'
        $sync.Text + (Get-Content -Raw -LiteralPath $sync.Summary.log) | Should -Not -Match 'SecureString|https?://[^\s"]*(enroll|token)'
    }
    It 'leaves a tenant that another process works on to that one' {
        $held = [IO.File]::Open((Get-SandboxLock -State $state), 'Open', 'ReadWrite', 'None')
        try { $second = Invoke-Sync -With '-Sandbox', '-StatePath', $state } finally { $held.Dispose() }
        $second.ExitCode | Should -Be 0 -Because $second.Text
        $second.Summary.tenants.status | Should -Be 'Busy'
        @($second.Summary.tenants[0].runs).Count | Should -Be 0
    }
    It 'is not held up by a lock whose process was killed' {
        $lock = Get-SandboxLock -State $state
        $start = [Diagnostics.ProcessStartInfo]::new($shell, "-NoProfile -NonInteractive -Command `"`$file = [IO.File]::Open('$lock', 'Open', 'ReadWrite', 'None'); 'held'; [Threading.Thread]::Sleep(-1)`"")
        $start.RedirectStandardOutput = $true
        $start.UseShellExecute = $false
        $holder = [Diagnostics.Process]::Start($start)
        try {
            $holder.StandardOutput.ReadLine() | Should -Be 'held'
            { [IO.File]::Open($lock, 'Open', 'ReadWrite', 'None') } | Should -Throw
        } finally {
            $holder.Kill()
            $holder.WaitForExit()
        }

        (Invoke-Sync -With '-Sandbox', '-StatePath', $state).Summary.tenants.status | Should -Be 'Completed'
    }
    It 'names what fails, and goes on with the others' {
        $intake = Join-Path $TestDrive 'some.csv'
        $lines = @(Get-Content -LiteralPath (Join-Path $examples 'intake.csv') -Encoding utf8)
        Set-Content -LiteralPath $intake -Encoding utf8 -Value ($lines[0..1] + $lines[2].Replace('developer', 'no-such-role'))
        $mixed = Invoke-Sync -With '-Sandbox', '-StatePath', $state, '-IntakePath', $intake
        $mixed.ExitCode | Should -Be 1 -Because $mixed.Text
        $mixed.Summary.tenants[0].exceptions.message | Should -BeLike '*no-such-role*'
        @($mixed.Summary.tenants[0].runs).Count | Should -Be 1
    }
    It 'counts a pass that a vault did not take as an exception' {
        $unkept = Invoke-Sync -With '-Sandbox', '-StatePath', $state, '-Vault', 'no-such-vault'
        $unkept.ExitCode | Should -Be 1
        $unkept.Summary.tenants[0].exceptions.id | Should -Contain 'CredentialNotKept'
    }
}

Describe 'A scheduled sync that cannot run' {
    BeforeEach {
        $script:state = Join-Path $TestDrive ([guid]::NewGuid())
        $script:tenants = Join-Path $TestDrive ([guid]::NewGuid())
        New-Item -ItemType Directory -Path $tenants | Out-Null
    }

    It 'says so with 2: <Name>' -ForEach @(
        @{ Name = 'no path'; Given = {} }
        @{ Name = 'no such folder'; Given = { '-Path', (Join-Path $tenants 'none') } }
        @{ Name = 'no tenant file'; Given = { '-Path', $tenants } }
    ) {
        $none = Invoke-Sync -With (@(& $Given) + '-StatePath', $state)
        $none.ExitCode | Should -Be 2
        $none.Summary.error | Should -Not -BeNullOrEmpty
    }
    It 'names each tenant file that is broken' {
        Set-Content -LiteralPath (Join-Path $tenants 'one.yaml') -Value 'tenant: ['
        New-Item -ItemType Directory -Path (Join-Path $tenants 'two') | Out-Null
        Set-Content -LiteralPath (Join-Path $tenants 'two/lifecycle.yaml') -Value 'tenant: {}'
        $broken = Invoke-Sync -With '-Path', $tenants, '-StatePath', $state
        $broken.ExitCode | Should -Be 2
        @($broken.Summary.tenants).Count | Should -Be 2
        $broken.Summary.tenants.status | Sort-Object -Unique | Should -Be 'Failed'
        $broken.Summary.tenants | ForEach-Object { $_.exceptions | Should -Not -BeNullOrEmpty }
    }
}

Describe 'A scheduled sync of tenants that are reached by HTTP' {
    BeforeAll {
        $edition = if ($PSVersionTable.PSVersion.Major -ge 7) { 'Core' } else { 'Desktop' }
        Add-Type -Path (Join-Path (Split-Path -Parent $examples) "bin/$edition/LifecycleTools.Sandbox.dll")
        $sandbox = [LifecycleTools.Sandbox.SandboxTenant]::Load([NullString]::Value, $null)
        $script:server = [LifecycleTools.Sandbox.SandboxServer]::new($sandbox)
        $app = @($sandbox.ClientApps)[0]
        $script:tenants = Join-Path $TestDrive 'reached'
        New-Item -ItemType Directory -Path $tenants | Out-Null
        foreach ($one in 'Right', 'Wrong') {
            Set-Content -LiteralPath (Join-Path $tenants "$one.yaml") -Value @"
tenant:
  name: $one
  id: $($sandbox.TenantId)
  cloud: custom
  endpoints: { authority: '$($server.Url)', graph: '$($server.Url)', exchange: '$($server.Url)' }
  roles: '$(Join-Path (Split-Path -Parent $examples) 'roles/three-countries.yaml')'
  journal: './journal-$one'
credential: { kind: clientSecret, clientId: $($app.AppId), secret: 'env:SYNC_TEST_$one' }
"@
        }

        $env:SYNC_TEST_Right = $app.Secret
        $env:SYNC_TEST_Wrong = 'a-value-that-nobody-may-see'
        $script:sync = Invoke-Sync -With '-Path', $tenants, '-StatePath', (Join-Path $TestDrive 'reached-state')
        $script:said = $sync.Text + (Get-Content -Raw -LiteralPath $sync.Summary.log)
        $script:secrets = $env:SYNC_TEST_Right, $env:SYNC_TEST_Wrong
    }
    AfterAll {
        $server.Dispose()
        Remove-Item -Path Env:SYNC_TEST_Right, Env:SYNC_TEST_Wrong
    }

    It 'finishes one although another cannot sign in' {
        $sync.ExitCode | Should -Be 1 -Because $sync.Text
        ($sync.Summary.tenants | Where-Object tenant -EQ 'Right').status | Should -Be 'Completed'
        $wrong = $sync.Summary.tenants | Where-Object file -Like '*Wrong.yaml'
        $wrong.status | Should -Be 'Failed'
        $wrong.exceptions.id | Should -Be 'ConnectorSignInFailed'
    }
    It 'prints no secret of either' {
        foreach ($secret in $secrets) { $said.Contains($secret) | Should -BeFalse }
    }
}

Describe 'Two scheduled syncs at once' {
    BeforeAll {
        $edition = if ($PSVersionTable.PSVersion.Major -ge 7) { 'Core' } else { 'Desktop' }
        $root = Split-Path -Parent $examples
        Add-Type -Path (Join-Path $root "bin/$edition/LifecycleTools.Sandbox.dll")
        $script:shared = [LifecycleTools.Sandbox.SandboxTenant]::Load([NullString]::Value, $null)
        $script:server = [LifecycleTools.Sandbox.SandboxServer]::new($shared)
        $script:users = @($shared.Users).Count
        $app = @($shared.ClientApps)[0]
        $script:tenants = Join-Path $TestDrive 'shared'
        $script:forms = Join-Path $tenants 'forms'
        New-Item -ItemType Directory -Path $forms | Out-Null
        Set-Content -LiteralPath (Join-Path $tenants 'shared.yaml') -Value @"
tenant:
  name: Shared
  id: $($shared.TenantId)
  cloud: custom
  endpoints: { authority: '$($server.Url)', graph: '$($server.Url)', exchange: '$($server.Url)' }
  roles: '$(Join-Path $root 'roles/three-countries.yaml')'
  journal: './journal'
credential: { kind: clientSecret, clientId: $($app.AppId), secret: 'env:SYNC_TEST_Shared' }
systems:
  forms: { kind: files, folder: './forms', settleSeconds: 0 }
"@
        $env:SYNC_TEST_Shared = $app.Secret
        $hires = 1..4 | ForEach-Object { [pscustomobject]@{ Kind = 'Hire'; GivenName = 'Ada'; Surname = "Number$('abcd'[$_ - 1])"; Role = 'sales'; Site = 'zurich'; Manager = 'carla.moretti@contoso.example'; StartDate = '2025-12-01'; EndDate = ''; EmployeeId = "20$_"; Identity = '' } }
        $leavers = 'dana.white', 'ines.roth' | ForEach-Object { [pscustomobject]@{ Kind = 'Departure'; GivenName = ''; Surname = ''; Role = ''; Site = 'zurich'; Manager = ''; StartDate = ''; EndDate = '2025-12-01'; EmployeeId = ''; Identity = "$_@contoso.example" } }
        @($hires) + @($leavers) | Export-Csv -LiteralPath (Join-Path $forms 'all.csv') -NoTypeInformation

        # Each with locks of its own, as on two machines: what keeps them apart is the folder and the ledger.
        $script:syncs = 1..2 | ForEach-Object {
            $start = [Diagnostics.ProcessStartInfo]::new($shell, "-NoProfile -NonInteractive -File `"$(Join-Path $examples 'scheduled-sync.ps1')`" -Path `"$tenants`" -StatePath `"$(Join-Path $TestDrive "machine$_")`"")
            $start.RedirectStandardOutput = $true
            $start.UseShellExecute = $false
            $process = [Diagnostics.Process]::Start($start)
            [pscustomobject]@{ Process = $process; Output = $process.StandardOutput.ReadToEndAsync() }
        }
        $script:summaries = $syncs | ForEach-Object {
            $_.Process.WaitForExit()
            $_.Output.Result | ConvertFrom-Json
        }
    }
    AfterAll {
        $server.Dispose()
        Remove-Item -Path Env:SYNC_TEST_Shared
    }

    It 'carry each request out once' {
        # Who comes second to a request that the other one has just carried out names that run too.
        @($summaries.tenants.runs.runId | Sort-Object -Unique).Count | Should -Be 6 -Because ($summaries | ConvertTo-Json -Depth 6)
        @(Get-ChildItem -LiteralPath (Join-Path $tenants 'journal') -Filter '*.jsonl').Count | Should -Be 6
    }
    It 'leave the tenant as one of them would' {
        @($shared.Users).Count | Should -Be ($users + 4)
        $shared.Users | Where-Object { $_.UserPrincipalName -in 'dana.white@contoso.example', 'ines.roth@contoso.example' } | ForEach-Object { $_.AccountEnabled | Should -BeFalse }
    }
    It 'fail at nothing but the passes that no vault was named for' {
        $summaries.tenants.exceptions.id | Sort-Object -Unique | Should -Be 'CredentialNotKept'
        $summaries.exitCode | Should -Not -Contain 2
    }
}

Describe 'A scheduled sync over many tenants' {
    BeforeAll {
        # The loop over the tenants, with a worker that does what its tenant file says.
        $script:copy = Join-Path $TestDrive 'loop'
        $script:tenants = Join-Path $TestDrive 'tenants'
        New-Item -ItemType Directory -Path $copy, $tenants | Out-Null
        Copy-Item -LiteralPath (Join-Path $examples 'scheduled-sync.ps1') -Destination $copy
        Set-Content -LiteralPath (Join-Path $copy 'sync-tenant.ps1') -Value @'
param([string] $Path, [string[]] $IntakePath, [int] $LeadTime, [string] $Vault, [string] $LockPath)
$status = (Get-Content -LiteralPath $Path).Trim()
if ($status -eq 'throw') { throw 'the worker broke' }
Write-Warning 'a stray word'
[pscustomobject]@{ Tenant = $Path; Level = 'INFO'; Text = "one`ntwo" }
[pscustomobject]@{ tenant = $Path; status = $status; exceptions = @() }
'@
        function Invoke-Loop([string[]] $Statuses) {
            Get-ChildItem -LiteralPath $tenants | Remove-Item
            foreach ($number in 0..($Statuses.Count - 1)) { Set-Content -LiteralPath (Join-Path $tenants "t$number.yaml") -Value $Statuses[$number] }
            Invoke-Sync -Script (Join-Path $copy 'scheduled-sync.ps1') -With '-Path', $tenants, '-StatePath', (Join-Path $TestDrive 'state')
        }
    }

    It 'ends with <Code> when they are <Statuses>' -ForEach @(
        @{ Code = 0; Statuses = 'Completed', 'Busy', 'Completed' }
        @{ Code = 1; Statuses = 'Completed', 'Exception' }
        @{ Code = 1; Statuses = 'Failed', 'Completed', 'Completed' }
        @{ Code = 1; Statuses = 'throw', 'Completed' }
        @{ Code = 2; Statuses = 'throw', 'Failed' }
    ) {
        $loop = Invoke-Loop -Statuses $Statuses
        $loop.ExitCode | Should -Be $Code -Because $loop.Text
        $loop.Summary.tenants.status | Where-Object { $_ } | Sort-Object | Should -Be ($Statuses | Where-Object { $_ -ne 'throw' } | Sort-Object)
        if ($Statuses -contains 'throw') { Get-Content -Raw -LiteralPath $loop.Summary.log | Should -BeLike '*the worker broke*' }
    }
    It 'keeps one line of the log for one thing that was said' {
        $loop = Invoke-Loop -Statuses 'Completed'
        @(Get-Content -LiteralPath $loop.Summary.log | Where-Object { $_ -like '*INFO*one two' }).Count | Should -Be 1
    }
}
