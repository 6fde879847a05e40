Describe 'New-LifecycleRoleMap on the sandbox' {
    BeforeAll {
        Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1') -Force
        Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'journals') | Out-Null
        $script:path = Join-Path $TestDrive 'proposed.yaml'
    }
    AfterAll { Disconnect-LifecycleTenant }

    It 'writes a map that the tenant accepts and that a hire can use' {
        $proposal = New-LifecycleRoleMap -Path $path -PassThru
        $proposal | Should -BeOfType LifecycleTools.RoleMapProposal
        Test-LifecycleRoleMap $path -Online -Quiet | Should -BeTrue
        $plan = New-LifecycleHire -GivenName Zoe -Surname Baumann -Role account-executive -Site austin -Manager megan.ward@contoso.example -RoleMap $path -WhatIf
        @($plan | Where-Object Status -NE 'Planned') | Should -BeNullOrEmpty
    }
    It 'asks before it writes, and keeps what is there' {
        New-LifecycleRoleMap -Path (Join-Path $TestDrive 'other.yaml') -WhatIf
        Join-Path $TestDrive 'other.yaml' | Should -Not -Exist
        New-LifecycleRoleMap -Path $path -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RoleMapExists,*'
    }
    It 'shows everything that matters at <_> columns' -ForEach 80, 120 {
        $width = $_
        $proposal = New-LifecycleRoleMap
        $parts = @($proposal), $proposal.Sites, $proposal.Roles, $proposal.Roles.Grants, $proposal.Outliers
        $text = ($parts | ForEach-Object { $_ | Out-String -Width $width }) -join "`n"
        $text | Should -Not -Match '\u2026|\.\.\.'
    }
}
