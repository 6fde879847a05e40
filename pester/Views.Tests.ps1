BeforeDiscovery {
    $script:kinds = @(
        'TenantInfo', 'StepResult', 'LifecycleCredential', 'RunSummary', 'RunVerdict', 'LifecycleRequest', 'RoleInfo', 'RoleEntitlement', 'RoleMapReport', 'RoleMapFinding'
        'RoleMapProposal', 'ProposedSite', 'ProposedRole', 'ProposedGrant', 'ProposalOutlier'
    )
    $script:shown = foreach ($kind in $script:kinds) { foreach ($width in 80, 120) { @{ Kind = $kind; Width = $width } } }
}
BeforeAll {
    $script:root = Split-Path -Parent $PSScriptRoot
    Import-Module (Join-Path $root 'LifecycleTools.psd1')
    Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'journals') -RoleMap (Join-Path $root 'roles/three-countries.yaml') -OutVariable tenant | Out-Null
    $broken = Join-Path $TestDrive 'broken.yaml'
    Set-Content -LiteralPath $broken -Value "roles: { sales: { grups: [A], extends: [nobody] } }`nsites: { z: { usageLocation: Switzerland } }"
    $hire = Import-Csv (Join-Path $root 'examples/intake.csv') | Select-Object -First 1 | New-LifecycleHire -Confirm:$false
    $proposal = New-LifecycleRoleMap
    $reports = Test-LifecycleRoleMap -Path $broken
    $everything = @($tenant) + $hire + @(Get-LifecycleRun) + @(Get-LifecycleRun | Test-LifecycleRun) + @(Get-LifecycleRequest -Path (Join-Path $root 'examples/intake.csv'))
    $everything += @(Get-LifecycleRole) + @(Get-LifecycleRole sales -Site zurich) + $reports + $reports.Findings
    $everything += @($proposal) + $proposal.Sites + $proposal.Roles + $proposal.Roles.Grants + $proposal.Outliers
    $script:live = $everything | Group-Object -Property { $_.GetType().Name } -AsHashTable -AsString
    Disconnect-LifecycleTenant

    # What came through a file, a job or a remote session.
    $script:back = @{}
    foreach ($kind in $live.Keys) {
        $live[$kind] | Export-Clixml -LiteralPath (Join-Path $TestDrive "$kind.xml")
        $back[$kind] = Import-Clixml -LiteralPath (Join-Path $TestDrive "$kind.xml")
    }

    function Get-Screen($Objects, [int] $Width) { ($Objects | Out-String -Width $Width) -replace '\x1b\[[0-9;]*m', '' }
}

Describe 'The table of <Kind> at <Width> columns' -ForEach $script:shown {
    It 'fits, and cuts nothing off' {
        $screen = Get-Screen -Objects $live[$Kind] -Width $Width
        $screen.Trim() | Should -Not -BeNullOrEmpty
        $screen | Should -Not -Match '\u2026|\.\.\.'
        $screen | Should -Not -Match 'LifecycleTools\.|System\.|@\{|\{ \w+ = '
        foreach ($line in $screen -split '\r?\n') { $line.TrimEnd().Length | Should -BeLessOrEqual $Width -Because $line }
    }
    It 'is the same for what came back from a job' {
        Get-Screen -Objects $back[$Kind] -Width $Width | Should -BeExactly (Get-Screen -Objects $live[$Kind] -Width $Width)
    }
    It 'is a list too, live and from a job' {
        $list = Get-Screen -Objects ($live[$Kind] | Format-List) -Width $Width
        $list.Trim() | Should -Not -BeNullOrEmpty
        $list | Should -Not -Match '\u2026|LifecycleTools\.|System\.|@\{|\{ \w+ = '
        Get-Screen -Objects ($back[$Kind] | Format-List) -Width $Width | Should -BeExactly $list
    }
}

Describe 'A run on the screen' {
    It 'has one heading, though the person gets an address on the way' {
        $live['StepResult'].Person | Sort-Object -Unique | Should -HaveCount 2
        $screen = Get-Screen -Objects $live['StepResult'] -Width 120
        [regex]::Matches($screen, 'Person: ').Count | Should -Be 1
        $screen | Should -Match "Person: Zo.+ Baumann   Run: $($live['StepResult'][0].RunId)"
    }
    It 'is the same table when a job ran it' {
        $journals = Join-Path $TestDrive 'of-a-job'
        $job = Start-Job -ScriptBlock {
            Import-Module (Join-Path $using:root 'LifecycleTools.psd1')
            Connect-LifecycleTenant -Sandbox -JournalPath $using:journals | Out-Null
            Invoke-LifecycleOffboard ines.roth@contoso.example -Confirm:$false
        }
        $results = $job | Wait-Job | Receive-Job
        $job | Remove-Job
        $results[0].PSObject.TypeNames[0] | Should -Be 'Deserialized.LifecycleTools.StepResult'
        $screen = Get-Screen -Objects $results -Width 80
        $screen | Should -Match '#\s+Step\s+Status\s+Duration\s+Detail'
        $screen | Should -Match '\d+ block-sign-in\s+Done\s+\d+\.\d s '
        [regex]::Matches($screen, 'Person: ').Count | Should -Be 1
    }
}
