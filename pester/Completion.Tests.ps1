BeforeDiscovery {
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1')
    $script:commands = Get-Command -Module LifecycleTools

    # What nobody can know before it is typed: words, numbers, dates, ids of other systems, and what comes through the pipeline. Paths are PowerShell's to complete.
    $script:free = @(
        'GivenName', 'Surname', 'DisplayName', 'UserPrincipalName', 'JobTitle', 'CompanyName', 'OfficeLocation', 'EmployeeId', 'PersonalEmail', 'MobilePhone'
        'Reason', 'Ticket', 'RequestId', 'DeviceSerialNumber', 'WipeDevice', 'Approve', 'Thumbprint', 'Body', 'Header', 'InputObject'
        'StartDate', 'EffectiveAt', 'TriggeredAt', 'From', 'To', 'Since', 'LeadTime', 'Threshold', 'MinimumPeople'
        'Path', 'LiteralPath', 'RoleMap', 'JournalPath', 'TenantFile', 'SandboxPath', 'SandboxOutput', 'CertificatePath'
    )
}
BeforeAll {
    $script:root = Split-Path -Parent $PSScriptRoot
    function Get-Completion([string] $Typed) { @((TabExpansion2 -inputScript $Typed -cursorColumn $Typed.Length).CompletionMatches | ForEach-Object CompletionText) }
}

Describe 'The parameters of <_.Name>' -ForEach $script:commands {
    It 'complete wherever there is something to choose from' -TestCases @{ Free = $script:free; Command = $_ } {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($parameter in $Command.Parameters.Values | Where-Object { $_.Name -notin $common -and -not $_.SwitchParameter }) {
            $type = $parameter.ParameterType
            if ($type.IsArray) { $type = $type.GetElementType() }
            if ([Nullable]::GetUnderlyingType($type)) { $type = [Nullable]::GetUnderlyingType($type) }
            $completes = $type.IsEnum -or @($parameter.Attributes | Where-Object { $_ -is [ArgumentCompleter] }).Count -gt 0
            # -Name is a tenant or a role that is there; only a role map that is to be made has a name of its own.
            if ($parameter.Name -in $Free -or ($Command.Name -eq 'New-LifecycleRoleMap' -and $parameter.Name -eq 'Name')) {
                $completes | Should -BeFalse -Because "-$($parameter.Name) is on the list of what nobody can know"
            } else {
                $completes | Should -BeTrue -Because "-$($parameter.Name) has values that are known"
            }
        }
    }
}

Describe 'What a connected session completes' {
    BeforeAll {
        $edition = if ($PSVersionTable.PSVersion.Major -ge 7) { 'Core' } else { 'Desktop' }
        Add-Type -Path (Join-Path $root "bin/$edition/LifecycleTools.Sandbox.dll")
        $tenant = [LifecycleTools.Sandbox.SandboxTenant]::Load([NullString]::Value, $null)
        $script:server = [LifecycleTools.Sandbox.SandboxServer]::new($tenant)
        $app = @($tenant.ClientApps)[0]
        $file = Join-Path $TestDrive 'lifecycle.yaml'
        Set-Content -LiteralPath $file -Value @"
tenant:
  name: Contoso Ltd
  id: $($tenant.TenantId)
  cloud: custom
  endpoints: { authority: '$($server.Url)', graph: '$($server.Url)', exchange: '$($server.Url)' }
  roles: '$(Join-Path $root 'roles/three-countries.yaml')'
  journal: ./journals
credential: { kind: clientSecret, clientId: $($app.AppId), secret: 'env:COMPLETION_TEST_APP' }
systems:
  hr: { kind: bamboohr, url: '$($server.Url)', apiKey: 'env:COMPLETION_TEST_KEY' }
"@
        $env:COMPLETION_TEST_APP = $app.Secret
        $env:COMPLETION_TEST_KEY = 'bamboo-key'
        Connect-LifecycleTenant -Path $file -ErrorAction Stop | Out-Null
        Invoke-LifecycleOffboard ines.roth@contoso.example -NoWait -Confirm:$false -ErrorAction SilentlyContinue | Out-Null
        $script:run = @(Get-LifecycleRun)[0].RunId
    }
    AfterAll {
        Disconnect-LifecycleTenant
        $server.Dispose()
        Remove-Item -Path Env:COMPLETION_TEST_APP, Env:COMPLETION_TEST_KEY
    }

    It '<Typed> to <Expected>' -ForEach @(
        @{ Typed = 'New-LifecycleHire -Role sales'; Expected = 'sales', 'sales-lead' }
        @{ Typed = 'New-LifecycleHire -Site '; Expected = 'austin', 'berlin', 'zurich' }
        @{ Typed = 'New-LifecycleHire -Manager carla'; Expected = 'carla.moretti@contoso.example' }
        @{ Typed = 'New-LifecycleHire -EmploymentType '; Expected = 'contractor' }
        @{ Typed = 'New-LifecycleHire -RequestKind '; Expected = 'Change', 'Departure', 'Hire' }
        @{ Typed = 'Invoke-LifecycleOffboard ruth'; Expected = 'ruth.baker@contoso.example' }
        @{ Typed = 'Invoke-LifecycleOffboard -Delegate ruth'; Expected = 'ruth.baker@contoso.example' }
        @{ Typed = 'Invoke-LifecycleOffboard -Role dev'; Expected = 'developer' }
        @{ Typed = 'Get-LifecycleRole -Name dev'; Expected = 'developer' }
        @{ Typed = 'Get-LifecycleRole -EmploymentType c'; Expected = 'contractor' }
        @{ Typed = 'Get-LifecycleRun -Step licenses.r'; Expected = 'licenses.regain', 'licenses.release' }
        @{ Typed = 'Get-LifecycleRequest -Source '; Expected = 'hr' }
        @{ Typed = 'Get-LifecycleRequest -Kind D'; Expected = 'Departure' }
        @{ Typed = 'ConvertFrom-LifecycleWebhook -Source h'; Expected = 'hr' }
        @{ Typed = 'Get-LifecycleTenant '; Expected = "'Contoso Ltd'" }
        @{ Typed = 'Disconnect-LifecycleTenant -Tenant con'; Expected = "'Contoso Ltd'" }
        @{ Typed = 'Export-LifecycleReport -Format '; Expected = 'Csv', 'Html', 'Json' }
        @{ Typed = 'Export-LifecycleRunbook -Format '; Expected = 'Html', 'Markdown' }
    ) {
        Get-Completion -Typed $Typed | Should -Be $Expected
    }
    It 'a department only where the role map makes a difference for it' {
        $map = Join-Path $TestDrive 'departments.yaml'
        (Get-Content -Raw -LiteralPath (Join-Path $root 'roles/three-countries.yaml')).Replace('employmentTypes: [contractor]', "departments: [Sales, Field Service]`n      employmentTypes: [contractor]") |
            Set-Content -LiteralPath $map
        Get-Completion -Typed "New-LifecycleHire -RoleMap '$map' -Department " | Should -Be "'Field Service'", 'Sales'
        Get-Completion -Typed "Get-LifecycleRole -RoleMap '$map' -Department s" | Should -Be 'Sales'
    }
    It 'the run for <_>' -ForEach 'Get-LifecycleRun -RunId ', 'Resume-LifecycleRun ', 'Test-LifecycleRun ', 'Undo-LifecycleOffboard ', 'Export-LifecycleReport -RunId ' {
        Get-Completion -Typed $_ | Should -Contain $run
    }
    It 'only departures for an undoing' {
        New-LifecycleHire -GivenName Nora -Surname Brandt -Role sales -Site zurich -EmployeeId E9911 -Manager carla.moretti@contoso.example -NoWait -Confirm:$false -WarningAction SilentlyContinue -ErrorAction SilentlyContinue | Out-Null
        @(Get-LifecycleRun | Where-Object Workflow -EQ 'Hire').Count | Should -Be 1
        Get-Completion -Typed 'Undo-LifecycleOffboard ' | Should -Be $run
    }
    It 'the tenant wherever one can be named' {
        foreach ($command in Get-Command -Module LifecycleTools | Where-Object { $_.Parameters.ContainsKey('Tenant') }) {
            Get-Completion -Typed "$($command.Name) -Tenant " | Should -Be "'Contoso Ltd'" -Because $command.Name
        }
    }
}

Describe 'What a session that is not connected completes' {
    It 'nothing of ours, and without an error: <_>' -ForEach 'New-LifecycleHire -Role ', 'New-LifecycleHire -Site ', 'New-LifecycleHire -Department ', 'Invoke-LifecycleOffboard -Identity ', 'Get-LifecycleTenant -Name ', 'Get-LifecycleRequest -Source ' {
        $before = $Error.Count
        Get-Completion -Typed $_ | Should -BeNullOrEmpty
        $Error.Count | Should -Be $before
    }
    It 'roles of a map that is named' {
        Get-Completion -Typed "New-LifecycleHire -RoleMap '$(Join-Path $root 'roles/clinic.yaml')' -Site " | Should -Not -BeNullOrEmpty
    }
}
