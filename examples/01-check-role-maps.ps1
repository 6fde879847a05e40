<#
.SYNOPSIS
What a pipeline runs on each pull request: every role map is checked, every finding is printed with its place, and the exit code says whether all is well.
.PARAMETER Path
The role maps; those of the repository when it is not given.
#>
[CmdletBinding()]
param([string] $Path = (Join-Path (Split-Path -Parent $PSScriptRoot) 'roles/*.yaml'))

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1')

$reports = Test-LifecycleRoleMap -Path $Path
foreach ($finding in $reports.Findings) {
    '{0}({1},{2}): {3} {4}: {5}' -f $finding.Path, $finding.Line, $finding.Column, "$($finding.Severity)".ToLowerInvariant(), $finding.Id, $finding.Message
}

'{0} role maps, {1} with errors' -f @($reports).Count, @($reports | Where-Object { -not $_.IsValid }).Count
exit [int]@($reports | Where-Object { -not $_.IsValid }).Count
