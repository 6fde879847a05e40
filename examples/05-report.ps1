<#
.SYNOPSIS
A departure on the sandbox, and two pages to open in a browser: one of the run, for the auditor, and one of all runs, for whoever leads the service.
.PARAMETER OutputPath
The folder that the pages go to; made when it is not there.
#>
[CmdletBinding()]
param([string] $OutputPath = (Join-Path ([IO.Path]::GetTempPath()) 'lifecycle-reports'))

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1')
New-Item -ItemType Directory -Path $OutputPath -Force | Out-Null

# Journals of a rehearsal are kept apart from those of real runs.
$journals = Join-Path $OutputPath 'journals'
Connect-LifecycleTenant -Sandbox -JournalPath $journals | Out-Null
'ines.roth@contoso.example', 'martin.huber@contoso.example' |
    Invoke-LifecycleOffboard -Reason 'Ticket 4711' -Confirm:$false -ErrorAction SilentlyContinue | Out-Null

Get-LifecycleRun | Select-Object -First 1 | Export-LifecycleReport -Path (Join-Path $OutputPath 'departure.html') -PassThru
Export-LifecycleReport -Path (Join-Path $OutputPath 'all-runs.html') -PassThru
Export-LifecycleReport -Path (Join-Path $OutputPath 'all-runs.csv') -PassThru
Get-LifecycleRun | Test-LifecycleRun | Format-Table RunId, IsIntact, Detail -AutoSize
Disconnect-LifecycleTenant
