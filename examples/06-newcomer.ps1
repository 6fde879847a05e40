<#
.SYNOPSIS
The whole way of a newcomer, on the sandbox: a role map is proposed from the people who are there, checked, previewed, used for a hire and a departure, and handed over with a report and a runbook.
.DESCRIPTION
Nothing outside of the output folder is touched. With a tenant of your own, only the first command is another: Connect-LifecycleTenant -Path ./lifecycle.yaml.
.PARAMETER OutputPath
A folder for the role map, the journals, the report and the runbook; it is made when it is not there.
#>
[CmdletBinding()]
param([string] $OutputPath = (Join-Path ([IO.Path]::GetTempPath()) 'lifecycle-newcomer'))

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1')

function Write-Heading([string] $Text) { '', $Text, ('-' * $Text.Length) }

$map = Join-Path $OutputPath 'contoso.yaml'
$null = New-Item -Path $OutputPath -ItemType Directory -Force

Write-Heading '1. Connect: a tenant in memory, with fifty people'
Connect-LifecycleTenant -Sandbox -JournalPath (Join-Path $OutputPath 'journals') | Format-Table

Write-Heading '2. Propose a role map from what these people have'
$proposal = New-LifecycleRoleMap -Path $map -Force -PassThru
$proposal | Format-List
$proposal.Roles | Where-Object Department -EQ 'Sales' | Format-Table

Write-Heading '3. Check it, by itself and against the tenant'
$report = Test-LifecycleRoleMap -Path $map -Online
$report | Format-Table
$report.Findings | Format-Table
if (-not $report.IsValid) { exit 1 }

Write-Heading '4. What does it mean to be an account executive in Austin?'
Get-LifecycleRole -Name account-executive -Site austin -RoleMap $map | Format-Table

$newcomer = @{
    GivenName = 'Zoe'; Surname = 'Baumann'; Role = 'account-executive'; Site = 'austin'; Department = 'Sales'; JobTitle = 'Account executive'
    Manager = 'megan.ward@contoso.example'; EmployeeId = '2001'; RoleMap = $map
}

Write-Heading '5. Preview a hire: only reads are sent'
$plan = New-LifecycleHire @newcomer -WhatIf
$plan | Where-Object Detail -NotMatch 'would be skipped' | Format-Table -Property Step, Detail -Wrap

Write-Heading '6. Hire'
$hired = New-LifecycleHire @newcomer -Confirm:$false -ErrorAction Continue
$hired | Where-Object { $_ -is [LifecycleTools.StepResult] } | Group-Object -Property Status -NoElement | Format-Table -AutoSize
$hired | Where-Object { $_ -is [LifecycleTools.LifecycleCredential] } | Format-Table

Write-Heading '7. A departure'
$left = Invoke-LifecycleOffboard -Identity ines.roth@contoso.example -RoleMap $map -Reason 'Ticket 4711' -Confirm:$false -ErrorAction Continue
$left | Where-Object Status -EQ 'Done' | Format-Table

Write-Heading '8. What happened, and is the record of it whole?'
Get-LifecycleRun | Format-Table
Get-LifecycleRun | Test-LifecycleRun | Format-Table

Write-Heading '9. Hand over: a report of all runs, and the runbook that the team keeps'
Export-LifecycleReport -Path (Join-Path $OutputPath 'report.html') -PassThru | Select-Object -Property Name, Length | Format-Table -AutoSize
Export-LifecycleRunbook -Path (Join-Path $OutputPath 'runbook.md') -RoleMap $map -PassThru | Select-Object -Property Name, Length | Format-Table -AutoSize

Disconnect-LifecycleTenant
"Everything is in ${OutputPath}: open report.html in a browser and runbook.md in an editor."
"The role map is ${map}: its comments say who has what, and what is yours to decide."
