BeforeDiscovery {
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1')
    $script:commands = Get-Command -Module LifecycleTools
}
BeforeAll {
    $script:root = Split-Path -Parent $PSScriptRoot
    $script:map = Join-Path $root 'roles/three-countries.yaml'
    $script:shell = (Get-Process -Id $PID).Path
    $script:common = [System.Management.Automation.Cmdlet]::CommonParameters
}

Describe 'The shape of <_.Name>' -ForEach $script:commands {
    It 'asks before changes where it makes any, and only there' {
        $changes = $_.Verb -in 'New', 'Invoke', 'Undo', 'Resume', 'Export'
        $_.Parameters.ContainsKey('WhatIf') | Should -Be $changes
    }
    It 'asks loudest before what ends somebody''s access, or changes it back' {
        $impact = (New-Object System.Management.Automation.CommandMetadata $_).ConfirmImpact
        $impact -eq 'High' | Should -Be ($_.Noun -eq 'LifecycleOffboard')
    }
    It 'takes at most one parameter by value in each set, and something from the pipeline wherever it can' {
        foreach ($set in $_.ParameterSets) {
            @($set.Parameters | Where-Object ValueFromPipeline).Count | Should -BeLessOrEqual 1 -Because $set.Name
            # A sandbox is made of nothing, what is due is not named, and a period is no object.
            if ($set.Name -notin 'Sandbox', 'Due', 'Period') { @($set.Parameters | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName }).Count | Should -BeGreaterThan 0 -Because $set.Name }
        }
    }
    It 'has parameters in Pascal case and the singular' {
        foreach ($name in $_.Parameters.Keys | Where-Object { $_ -notin $common }) {
            $name | Should -MatchExactly '^[A-Z][A-Za-z]+$'
            $name | Should -MatchExactly '([^s]|ss|Address)$' -Because 'a parameter that takes many has a name for one'
        }
    }
}

Describe 'All commands together' {
    It 'mean the same by the same parameter' {
        $used = foreach ($command in Get-Command -Module LifecycleTools) {
            foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn $common) {
                $type = $parameter.ParameterType
                # One where one is asked for, many where many can be, each only if it is given: the same kind of thing all the same.
                if ($type.IsArray) { $type = $type.GetElementType() }
                if ([Nullable]::GetUnderlyingType($type)) { $type = [Nullable]::GetUnderlyingType($type) }
                [pscustomobject]@{ Name = $parameter.Name; Type = $type.FullName }
            }
        }
        # The formats of a report and of a runbook differ; that is what an enum says.
        $used | Where-Object Name -NE 'Format' | Group-Object -Property Name | Where-Object { @($_.Group.Type | Sort-Object -Unique).Count -gt 1 } | ForEach-Object Name | Should -BeNullOrEmpty
    }
}

Describe 'Paths' {
    BeforeAll {
        $script:places = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'places')
        Copy-Item -LiteralPath $map -Destination (Join-Path $places '[a]map.yaml')
        Copy-Item -LiteralPath $map -Destination (Join-Path $places 'second.yaml')
        New-PSDrive -Name Maps -PSProvider FileSystem -Root $places | Out-Null
    }
    AfterAll { Remove-PSDrive -Name Maps }

    It 'may have wildcards, and brackets where they are meant' {
        @(Test-LifecycleRoleMap -Path (Join-Path $places '*.yaml')).Count | Should -Be 2
        @(Test-LifecycleRoleMap -LiteralPath (Join-Path $places '[a]map.yaml')).Count | Should -Be 1
        @(Get-ChildItem -LiteralPath $places | Test-LifecycleRoleMap -Quiet) | Should -Be $true, $true
    }
    It 'may be on a drive of the session, and relative to where one is' {
        Test-LifecycleRoleMap -Path Maps:/second.yaml -Quiet | Should -BeTrue
        Push-Location -LiteralPath $places
        try { Test-LifecycleRoleMap -Path ./second.yaml -Quiet | Should -BeTrue } finally { Pop-Location }
    }
    It 'may be UTF-8 with and without a byte order mark' {
        $text = "map: Z$([char]0xFC)rich`n" + ((Get-Content -LiteralPath $map | Where-Object { $_ -notlike 'map:*' }) -join "`n")
        foreach ($mark in $true, $false) {
            [IO.File]::WriteAllText((Join-Path $places 'marked.yaml'), $text, [Text.UTF8Encoding]::new($mark))
            Test-LifecycleRoleMap -Path (Join-Path $places 'marked.yaml') -Quiet | Should -BeTrue
        }
    }
}

Describe 'In a session' {
    BeforeAll { Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'journals') -RoleMap $map | Out-Null }
    AfterAll { Disconnect-LifecycleTenant }

    It 'names are found in any case, and shown as they are written' {
        (Get-LifecycleRole -Name SALES).Name | Should -BeExactly 'sales'
        (Get-LifecycleRole -Name Sales -Site ZURICH)[0].Site | Should -BeExactly 'zurich'
        (Get-LifecycleTenant -Name SANDBOX).Name | Should -BeExactly 'sandbox'
    }
    It 'objects come one by one, and whoever has enough stops the rest' {
        @(Get-LifecycleRole | Select-Object -First 1).Count | Should -Be 1
        @(Get-LifecycleRequest -Path (Join-Path $root 'examples/intake.csv') | Select-Object -First 1).Count | Should -Be 1
    }
    It 'each command gives what it says that it gives' {
        $run = Invoke-LifecycleOffboard ines.roth@contoso.example -Confirm:$false
        $given = @{
            'Invoke-LifecycleOffboard' = $run
            'Get-LifecycleTenant' = Get-LifecycleTenant
            'Get-LifecycleRun' = @(Get-LifecycleRun) + @(Get-LifecycleRun -Step licenses.release)
            'Test-LifecycleRun' = @(Get-LifecycleRun | Test-LifecycleRun) + @(Get-LifecycleRun | Test-LifecycleRun -Quiet)
            'Get-LifecycleRole' = @(Get-LifecycleRole) + @(Get-LifecycleRole sales -Site zurich)
            'Get-LifecycleRequest' = Get-LifecycleRequest -Path (Join-Path $root 'examples/intake.csv')
            'Test-LifecycleRoleMap' = @(Test-LifecycleRoleMap $map) + @(Test-LifecycleRoleMap $map -Quiet)
            'New-LifecycleRoleMap' = New-LifecycleRoleMap
            'Export-LifecycleReport' = Export-LifecycleReport -Path (Join-Path $TestDrive 'report.html') -PassThru
            'Export-LifecycleRunbook' = Export-LifecycleRunbook -Path (Join-Path $TestDrive 'runbook.md') -TenantFile (Join-Path $root 'examples/lifecycle.yaml') -PassThru
            'New-LifecycleHire' = Import-Csv (Join-Path $root 'examples/intake.csv') | Select-Object -First 1 | New-LifecycleHire -Confirm:$false
            'Undo-LifecycleOffboard' = Undo-LifecycleOffboard -RunId $run[0].RunId -Confirm:$false -ErrorAction SilentlyContinue
        }
        foreach ($command in $given.Keys) {
            $given[$command] | Should -Not -BeNullOrEmpty -Because $command
            # What is declared and never seen is as wrong as what is seen and not declared.
            $said = (Get-Command $command).OutputType.Name | Sort-Object
            @($given[$command] | ForEach-Object { $_.GetType().FullName } | Sort-Object -Unique) | Should -Be $said -Because $command
        }
    }
    It 'each stream has its own, and only what is asked for' {
        $all = Get-LifecycleTenant | Disconnect-LifecycleTenant *>&1
        $all | Should -BeNullOrEmpty
        $quiet = Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'journals') -RoleMap $map *>&1
        @($quiet).Count | Should -Be 1
        Disconnect-LifecycleTenant
        $loud = Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $TestDrive 'journals') -RoleMap $map -Verbose 4>&1
        @($loud | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Count | Should -BeGreaterThan 0
    }
}

Describe 'Several runspaces' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
    It 'have tenants of their own' {
        $folder = $TestDrive
        $seen = 1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module (Join-Path $using:root 'LifecycleTools.psd1')
            Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $using:folder "parallel-$_") | Out-Null
            Invoke-LifecycleOffboard ines.roth@contoso.example -Confirm:$false | Out-Null
            [pscustomobject]@{ Tenants = @(Get-LifecycleTenant).Count; Runs = @(Get-LifecycleRun).Count; State = (Get-LifecycleRun).State }
            Disconnect-LifecycleTenant
        }
        $seen.Tenants | Should -Be 1, 1, 1
        $seen.Runs | Should -Be 1, 1, 1
        $seen.State | Sort-Object -Unique | Should -Be 'Completed'
        Get-LifecycleTenant | Should -BeNullOrEmpty
    }
}

Describe 'A session that is locked down' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
    It 'can do all of it' {
        $script = @"
Import-Module '$(Join-Path $root 'LifecycleTools.psd1')'
`$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
Connect-LifecycleTenant -Sandbox -JournalPath '$(Join-Path $TestDrive 'locked')' | Out-Null
Invoke-LifecycleOffboard ines.roth@contoso.example -Confirm:`$false | Out-String -Width 120
(Get-LifecycleRun).State
`$ExecutionContext.SessionState.LanguageMode
`$Error.Count
"@
        $said = & $shell -NoProfile -NonInteractive -Command $script
        $said[-3..-1] | Should -Be 'Completed', 'ConstrainedLanguage', '0'
        $said -join "`n" | Should -Match '\d+ block-sign-in\s+Done\s+\d+\.\d s \S+'
    }
}
