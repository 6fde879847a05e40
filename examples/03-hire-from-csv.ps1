<#
.SYNOPSIS
Hires everyone in a CSV file on the sandbox, and shows what is left for a person.
.PARAMETER Path
The file; its columns are named like the parameters of New-LifecycleHire.
#>
[CmdletBinding()]
param([string] $Path = (Join-Path $PSScriptRoot 'intake.csv'))

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1')

Connect-LifecycleTenant -Sandbox | Out-Null
$results = Import-Csv -Path $Path | New-LifecycleHire -Confirm:$false -ErrorAction Continue
$results | Where-Object { $_ -is [LifecycleTools.StepResult] } | Group-Object Person, Status -NoElement | Sort-Object Name | Format-Table -AutoSize

# Each pass is a SecureString and is written once: hand it over now.
$results | Where-Object { $_ -is [LifecycleTools.LifecycleCredential] } | Format-Table Person, Kind, ValidUntilUtc
Get-LifecycleRun | Where-Object State -NE 'Completed'
