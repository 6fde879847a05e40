Describe 'Import and removal' {
    BeforeAll {
        $manifest = Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1'

        # Run in a process of its own, because the test runner has changed this one already. Prints one line for each difference, then "looked".
        $look = {
            param([string] $Manifest)
            $ErrorActionPreference = 'Stop'
            function Get-Trace {
                Get-Variable -Scope Global | Where-Object Name -NotIn '?', '^', '$', 'before', 'after', 'Error', 'MyInvocation', 'PSBoundParameters', 'args', 'input', '_' |
                    ForEach-Object { "variable $($_.Name)" }
                Get-Alias | ForEach-Object { "alias $($_.Name)=$($_.Definition)" }
                Get-ChildItem Env: | ForEach-Object { "environment $($_.Name)=$($_.Value)" }
                Get-ChildItem Function: | ForEach-Object { "function $($_.Name)" }
                Get-EventSubscriber -Force | ForEach-Object { "event $($_.SourceIdentifier)" }
                Get-PSDrive | ForEach-Object { "drive $($_.Name)" }
                [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')::Get.Keys | ForEach-Object { "accelerator $_" }
                "tls $([Net.ServicePointManager]::SecurityProtocol)"
                "defaults $($PSDefaultParameterValues.Count)"
                "errors $($Error.Count)"
            }
            # Once before the first look, so that what looking itself loads is not seen as a change.
            Get-Trace | Out-Null
            $before = Get-Trace
            Import-Module $Manifest
            Remove-Module LifecycleTools
            $after = Get-Trace
            Compare-Object $before $after | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" }
            'looked'
        }
        $shell = (Get-Process -Id $PID).Path
        $script:seen = & $shell -NoProfile -NonInteractive -Command "& { $look } '$($manifest -replace "'", "''")'"
    }

    It 'leave the session as it was' {
        $script:seen | Should -Be 'looked'
    }
}
