<#
.SYNOPSIS
Results are plain objects: filter them, group them, keep them as CSV or JSON.
.PARAMETER OutputPath
Where the CSV goes.
#>
[CmdletBinding()]
param([string] $OutputPath = (Join-Path ([IO.Path]::GetTempPath()) 'offboarded.csv'))

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1')

Connect-LifecycleTenant -Sandbox | Out-Null
$results = 'ines.roth@contoso.example', 'martin.huber@contoso.example' | Invoke-LifecycleOffboard -Reason 'Ticket 4711' -Confirm:$false -ErrorAction SilentlyContinue
$results | Export-Csv -Path $OutputPath -NoTypeInformation
$results | Where-Object Status -NotIn 'Done', 'AlreadyDone', 'Skipped' | Format-List Person, Step, Status, Detail
"$(@($results).Count) results in $OutputPath"
