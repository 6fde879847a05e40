BeforeAll {
    $script:root = Split-Path -Parent $PSScriptRoot
    Import-Module (Join-Path $root 'LifecycleTools.psd1')
    $script:tenant = Join-Path $root 'examples/lifecycle.yaml'
}

Describe 'Export-LifecycleRunbook' {
    It 'needs no connection, and writes the same text for the same files' {
        Get-LifecycleTenant | Should -BeNullOrEmpty
        Export-LifecycleRunbook (Join-Path $TestDrive 'one.md') -TenantFile $tenant
        Get-Item $tenant | Export-LifecycleRunbook (Join-Path $TestDrive 'two.md')
        (Get-FileHash (Join-Path $TestDrive 'one.md')).Hash | Should -Be (Get-FileHash (Join-Path $TestDrive 'two.md')).Hash
    }
    It 'writes one HTML file with every step of a departure in it' {
        $file = Export-LifecycleRunbook (Join-Path $TestDrive 'runbook.html') -TenantFile $tenant -PassThru
        $text = Get-Content -Raw -LiteralPath $file.FullName
        foreach ($step in 'directory.block-sign-in', 'mail.convert-to-shared', 'licenses.release', 'tickets.close') { $text | Should -Match ([regex]::Escape($step)) }
        $text | Should -Not -Match '<script|src=|https?://(?!api|app)[^"<]*\.(js|css)'
    }
    It 'writes that of the connected tenant' {
        Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'journals') | Out-Null
        Export-LifecycleRunbook (Join-Path $TestDrive 'sandbox.md') -RoleMap (Join-Path $root 'roles/three-countries.yaml')
        Disconnect-LifecycleTenant
        Get-Content -TotalCount 1 (Join-Path $TestDrive 'sandbox.md') | Should -BeLike '# Runbook: *'
    }
}
