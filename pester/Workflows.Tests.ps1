BeforeAll {
    $script:root = Split-Path -Parent $PSScriptRoot
    Import-Module (Join-Path $root 'LifecycleTools.psd1')
}

Describe 'A hire and a departure on the sandbox' {
    BeforeAll {
        Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'journals') | Out-Null
        $script:hired = Import-Csv (Join-Path $root 'examples/intake.csv') | New-LifecycleHire -Confirm:$false -ErrorVariable problems
        $script:problems = $problems
        $script:left = Invoke-LifecycleOffboard -Identity 'ines.roth@contoso.example' -Reason 'Ticket 1' -Confirm:$false
    }
    AfterAll { Disconnect-LifecycleTenant }

    It 'completes the hires whose device is there, and lets the third one wait for its own' {
        $problems | Should -BeNullOrEmpty
        @(Get-LifecycleRun | Where-Object { $_.Workflow -eq 'Hire' -and $_.State -eq 'Completed' }).Count | Should -Be 2
        $waiting = @($hired | Where-Object { $_ -is [LifecycleTools.StepResult] -and $_.Status -notin 'Done', 'AlreadyDone', 'Skipped' })
        $waiting.Status | Sort-Object -Unique | Should -Be 'Deferred'
        $waiting.Person | Sort-Object -Unique | Should -BeLike 'sofia.*'
    }
    It 'hands each first sign-in over once, as a SecureString' {
        $passes = @($hired | Where-Object { $_ -is [LifecycleTools.LifecycleCredential] })
        $passes.Count | Should -Be 3
        $passes[0].Secret | Should -BeOfType [securestring]
    }
    It 'completes a departure' {
        $left.Status | Sort-Object -Unique | Should -Not -Contain 'Failed'
        (Get-LifecycleRun | Where-Object Workflow -EQ 'Offboard').State | Should -Be 'Completed'
    }
    It 'does nothing twice but a push of software, of which the RMM does not say whether it is there' {
        $again = Import-Csv (Join-Path $root 'examples/intake.csv') | Select-Object -Skip 1 -First 1 | New-LifecycleHire -Confirm:$false
        $again | Where-Object { $_.Status -eq 'Done' -and $_.System -notin 'Psa', 'Messages' -and $_.Step -ne 'rmm.push-software' } | Should -BeNullOrEmpty
    }
    It 'leaves a journal whose chain holds' {
        Get-LifecycleRun | Test-LifecycleRun | ForEach-Object IsIntact | Sort-Object -Unique | Should -Be $true
    }
    It 'reads the same file as requests that pipe into the hire, and none of them runs twice' {
        $file = Join-Path $root 'examples/intake.csv'
        @(Get-LifecycleRequest -Path $file).Kind | Sort-Object -Unique | Should -Be 'Hire'
        Get-LifecycleRequest -Path $file -Due -LeadTime 365 -ErrorAction SilentlyContinue | New-LifecycleHire -Confirm:$false | Out-Null
        @(Get-LifecycleRequest -Path $file -Due -LeadTime 365 -ErrorAction SilentlyContinue | Where-Object State -EQ 'Waiting').Count | Should -Be 0
    }
    It 'finds its results again in the journal' {
        $run = Get-LifecycleRun | Where-Object Workflow -EQ 'Offboard'
        (Get-LifecycleRun -RunId $run.RunId -Step 'directory.block-sign-in').Status | Should -Be 'Done'
    }
    It 'survives CSV and JSON' {
        ($left | ConvertTo-Csv | ConvertFrom-Csv).Count | Should -Be @($left).Count
        ($left | ConvertTo-Json | ConvertFrom-Json)[1].Step | Should -Be 'directory.block-sign-in'
    }
}

Describe 'A dry run' {
    BeforeAll { Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'dry') | Out-Null }
    AfterAll { Disconnect-LifecycleTenant }

    It 'plans every step of a departure and leaves no run behind' {
        $plan = Invoke-LifecycleOffboard -Identity 'maria.santos@contoso.example' -WhatIf
        $plan.Status | Sort-Object -Unique | Should -Be 'Planned'
        @($plan).Count | Should -Be 31
        Get-LifecycleRun | Should -BeNullOrEmpty
    }
    It 'obeys $WhatIfPreference' {
        $WhatIfPreference = $true
        (Import-Csv (Join-Path $root 'examples/intake.csv') | Select-Object -First 1 | New-LifecycleHire).Status | Sort-Object -Unique | Should -Be 'Planned'
    }
}

Describe 'A departure that is undone' {
    BeforeAll {
        Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'undone') | Out-Null
        Invoke-LifecycleOffboard -Identity 'dana.white@contoso.example' -Confirm:$false | Out-Null
        $script:departure = Get-LifecycleRun | Where-Object Workflow -EQ 'Offboard'
        $script:plan = $departure | Undo-LifecycleOffboard -WhatIf
        $script:back = $departure | Undo-LifecycleOffboard -Reason 'Ticket 2' -Confirm:$false -ErrorVariable problems
        $script:problems = $problems
    }
    AfterAll { Disconnect-LifecycleTenant }

    It 'is planned without a change, and what is gone is named' {
        $plan.Status | Sort-Object -Unique | Should -Be 'Planned'
        ($plan | Where-Object Step -EQ 'mail.tell-lost-inbox-rules').Detail | Should -BeLike '*Copy home*'
    }
    It 'is put back, with a password that is handed over once' {
        $problems | Should -BeNullOrEmpty
        ($back | Where-Object { $_ -is [LifecycleTools.StepResult] -and $_.Step -eq 'directory.allow-sign-in-again' }).Status | Should -Be 'Done'
        @($back | Where-Object { $_ -is [LifecycleTools.LifecycleCredential] }).Count | Should -Be 1
        (Get-LifecycleRun | Where-Object Workflow -EQ 'Undo').State | Should -Be 'Completed'
    }
    It 'is put back once' {
        $departure | Undo-LifecycleOffboard -Confirm:$false | Where-Object { $_.Status -eq 'Done' -and $_.System -ne 'Psa' } | Should -BeNullOrEmpty
    }
}
