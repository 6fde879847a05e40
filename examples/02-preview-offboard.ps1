<#
.SYNOPSIS
Shows what a departure would do, with the path and the reason of each change. Only reads are sent.
.PARAMETER Identity
Who leaves.
#>
[CmdletBinding()]
param([string] $Identity = 'maria.santos@contoso.example')

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1')

Connect-LifecycleTenant -Sandbox | Out-Null
Invoke-LifecycleOffboard -Identity $Identity -WhatIf | Format-Table Number, Step, Detail -Wrap
