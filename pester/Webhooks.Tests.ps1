BeforeAll {
    $root = Split-Path -Parent $PSScriptRoot
    Import-Module (Join-Path $root 'LifecycleTools.psd1')
    $edition = if ($PSVersionTable.PSVersion.Major -ge 7) { 'Core' } else { 'Desktop' }
    Add-Type -Path (Join-Path $root "bin/$edition/LifecycleTools.Sandbox.dll")
    $script:sandbox = [LifecycleTools.Sandbox.SandboxTenant]::Load([NullString]::Value, $null)
    $script:server = [LifecycleTools.Sandbox.SandboxServer]::new($sandbox)
    $app = @($sandbox.ClientApps)[0]
    $tenant = Join-Path $TestDrive 'lifecycle.yaml'
    Set-Content -LiteralPath $tenant -Value @"
tenant:
  name: Hooked
  id: $($sandbox.TenantId)
  cloud: custom
  endpoints: { authority: '$($server.Url)', graph: '$($server.Url)', exchange: '$($server.Url)' }
  roles: '$(Join-Path $root 'roles/three-countries.yaml')'
  journal: './journals'
credential: { kind: clientSecret, clientId: $($app.AppId), secret: 'env:HOOK_TEST_APP' }
systems:
  hr: { kind: bamboohr, url: '$($server.Url)', apiKey: 'env:HOOK_TEST_KEY', webhookKey: 'env:HOOK_TEST_HOOK', sites: { '*': zurich }, roles: { '*': sales } }
"@
    $env:HOOK_TEST_APP = $app.Secret
    $env:HOOK_TEST_KEY = 'bamboo-key'
    $env:HOOK_TEST_HOOK = 'a-key-that-was-shown-once'
    Connect-LifecycleTenant -Path $tenant -ErrorAction Stop | Out-Null

    function Get-Delivery([string] $Employee, [string] $Key = $env:HOOK_TEST_HOOK, [int] $MinutesAgo = 0) {
        $body = '{"type":"employee.updated","note":"' + [guid]::NewGuid() + '","data":{"employeeId":"' + $Employee + '"}}'
        $stamp = [DateTimeOffset]::UtcNow.AddMinutes(-$MinutesAgo).ToUnixTimeSeconds().ToString()
        $hmac = [Security.Cryptography.HMACSHA256]::new([Text.Encoding]::UTF8.GetBytes($Key))
        $signature = [BitConverter]::ToString($hmac.ComputeHash([Text.Encoding]::UTF8.GetBytes($body + $stamp))).Replace('-', '')
        [pscustomobject]@{ Body = $body; Headers = @{ 'x-bamboohr-signature' = $signature; 'X-BambooHR-Timestamp' = @($stamp) } }
    }

    # Somebody who leaves in a month, at HR.
    $sandboxType = $sandbox.GetType().Assembly.GetType('LifecycleTools.Sandbox.BambooHr.BambooHrState')
    $hr = $sandbox.GetType().GetMethod('Beside').MakeGenericMethod($sandboxType).Invoke($sandbox, @())
    $script:leaver = @($hr.Employees | Where-Object { $_['workEmail'] -eq 'ines.roth@contoso.example' })[0]
    $hr.Terminate($leaver, [DateTime]::UtcNow.AddDays(30).ToString('yyyy-MM-dd'))
}
AfterAll {
    Disconnect-LifecycleTenant
    $server.Dispose()
    Remove-Item -Path Env:HOOK_TEST_APP, Env:HOOK_TEST_KEY, Env:HOOK_TEST_HOOK
}

Describe 'A webhook delivery' {
    It 'becomes the request that the source would give' {
        $request = Get-Delivery -Employee $leaver.Id | ConvertFrom-LifecycleWebhook -ErrorAction Stop
        $request | Should -BeOfType ([LifecycleTools.LifecycleRequest])
        $request.Kind | Should -Be 'Departure'
        $request.UserPrincipalName | Should -Be 'ines.roth@contoso.example'
        (Get-LifecycleRequest -Source hr -Kind Departure).Id | Should -Be $request.Id
    }
    It 'is taken as bytes too' {
        $delivery = Get-Delivery -Employee $leaver.Id -MinutesAgo 1
        (ConvertFrom-LifecycleWebhook -Body ([Text.Encoding]::UTF8.GetBytes($delivery.Body)) -Header $delivery.Headers -Source hr).Kind | Should -Be 'Departure'
    }
    It 'is refused by <Id>, and the next one is taken all the same' -ForEach @(
        @{ Id = 'WebhookForged'; Age = 2; Bad = { Get-Delivery -Employee $leaver.Id -Key 'somebody-else' } }
        @{ Id = 'WebhookTooOld'; Age = 3; Bad = { Get-Delivery -Employee $leaver.Id -MinutesAgo 10 } }
        @{ Id = 'WebhookReplayed'; Age = 4; Bad = { $once = Get-Delivery -Employee $leaver.Id; $once | ConvertFrom-LifecycleWebhook | Out-Null; $once } }
    ) {
        $given = & $Bad
        $requests = @($given, (Get-Delivery -Employee $leaver.Id -MinutesAgo $Age) | ConvertFrom-LifecycleWebhook -ErrorVariable refused -ErrorAction SilentlyContinue)
        $refused.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $requests.Count | Should -Be 1
        "$refused $($refused.Exception)".Contains($env:HOOK_TEST_HOOK) | Should -BeFalse
    }
    It 'is not taken as the lines of a file' {
        { ConvertFrom-LifecycleWebhook -Body '1', '2' -Header @{} } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }
}
