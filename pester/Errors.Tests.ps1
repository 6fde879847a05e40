BeforeAll {
    $script:root = Split-Path -Parent $PSScriptRoot
    Import-Module (Join-Path $root 'LifecycleTools.psd1')
}

Describe 'Errors' {
    BeforeEach { Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive ([guid]::NewGuid())) | Out-Null }
    AfterEach { Disconnect-LifecycleTenant }

    It 'have stable ids: <Id>' -ForEach @(
        @{ Id = 'PersonNotFound'; Do = { Invoke-LifecycleOffboard nobody@contoso.example -Confirm:$false } }
        @{ Id = 'PersonProtected'; Do = { Invoke-LifecycleOffboard breakglass@contoso.example -Confirm:$false } }
        @{ Id = 'RoleUnknown'; Do = { New-LifecycleHire -GivenName A -Surname B -Role nothing -Site zurich -Confirm:$false } }
        @{ Id = 'SiteUnknown'; Do = { New-LifecycleHire -GivenName A -Surname B -Role sales -Site nowhere -Confirm:$false } }
        @{ Id = 'ManagerNotFound'; Do = { New-LifecycleHire -GivenName A -Surname B -Role sales -Site zurich -Manager nobody@contoso.example -Confirm:$false } }
        @{ Id = 'RunNotFound'; Do = { Get-LifecycleRun -RunId 20260101T000000Z-00000000 } }
        @{ Id = 'RunNotFound'; Do = { Undo-LifecycleOffboard 20260101T000000Z-00000000 -Confirm:$false } }
        @{ Id = 'RunNotFound'; Do = { Test-LifecycleRun -RunId 20260101T000000Z-00000000 } }
        @{ Id = 'RoleMapNotFound'; Do = { Test-LifecycleRoleMap ./no-such-file.yaml } }
    ) {
        { & $Do } | Should -Throw -ErrorId "$Id,*"
    }
    It 'come after the last step, so that Stop leaves no departure half done' {
        $results = [System.Collections.Generic.List[object]]::new()
        { Invoke-LifecycleOffboard martin.huber@contoso.example -Confirm:$false -ErrorAction Stop | ForEach-Object { $results.Add($_) } } | Should -Throw -ErrorId 'MailboxNeedsLicense,*'
        $results.Count | Should -Be 31
    }
    It 'change nothing for somebody protected' {
        $results = Invoke-LifecycleOffboard breakglass@contoso.example -Confirm:$false -ErrorAction SilentlyContinue
        ($results | Where-Object System -NotIn 'Psa', 'Messages').Status | Sort-Object -Unique | Should -Be 'Blocked'
    }
}

Describe 'Without a tenant' {
    It 'says how to connect' {
        { Invoke-LifecycleOffboard somebody@contoso.example -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'TenantNotConnected,*'
    }
}
