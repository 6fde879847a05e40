<#
.SYNOPSIS
What a pipeline runs on each pull request: role maps are checked, and the requests of a sample intake file are previewed on the sandbox. Findings become annotations.
.DESCRIPTION
Nothing is changed and no tenant is needed. Exit codes: 0 no errors; 1 errors; 2 it could not run.
.PARAMETER Path
The role maps; wildcards are allowed.
.PARAMETER RoleMap
The role map that the sample requests are previewed with.
.PARAMETER IntakePath
The sample intake files; they stay where they are.
.PARAMETER SandboxPath
A seed file for the sandbox that looks like your tenant. Role maps are then compared with it too: groups, lists, products.
.PARAMETER Format
How findings are written. Not given: as the pipeline that this runs in wants them.
#>
[CmdletBinding()]
param(
    [string[]] $Path = (Join-Path $PSScriptRoot '../../roles/*.yaml'),
    [string] $RoleMap = (Join-Path $PSScriptRoot '../../roles/three-countries.yaml'),
    [string[]] $IntakePath = (Join-Path $PSScriptRoot '../intake.csv'),
    [string] $SandboxPath = '',
    [ValidateSet('Auto', 'GitHub', 'AzureDevOps', 'Plain')] [string] $Format = 'Auto'
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
if ($Format -eq 'Auto') { $Format = if ($env:GITHUB_ACTIONS) { 'GitHub' } elseif ($env:TF_BUILD) { 'AzureDevOps' } else { 'Plain' } }
$form = $Format
$count = @{ error = 0; warning = 0; info = 0 }
# Annotations are placed by the path below the checkout, which is where a pipeline starts its steps.
$checkout = (Get-Location).ProviderPath.TrimEnd('/', '\')

function ConvertTo-Place([string] $File) {
    $full = if (Test-Path -LiteralPath $File) { (Resolve-Path -LiteralPath $File).ProviderPath } else { $File }
    if ($full.StartsWith("$checkout/") -or $full.StartsWith("$checkout\")) { $full = $full.Substring($checkout.Length + 1) }
    $full.Replace('\', '/')
}

# Source: GitHub Actions, "Workflow commands"; actions/toolkit escapes these in data, and ':' and ',' in properties too.
function ConvertTo-GitHubText([string] $Text, [switch] $Property) {
    $escaped = $Text.Replace('%', '%25').Replace("`r", '%0D').Replace("`n", '%0A')
    if ($Property) { $escaped = $escaped.Replace(':', '%3A').Replace(',', '%2C') }
    $escaped
}

# Source: Azure Pipelines, "Logging commands", formatting of special characters.
function ConvertTo-AzureText([string] $Text, [switch] $Property) {
    $escaped = $Text.Replace('%', '%AZP25').Replace("`r", '%0D').Replace("`n", '%0A')
    if ($Property) { $escaped = $escaped.Replace(';', '%3B').Replace(']', '%5D') }
    $escaped
}

function Write-Finding([string] $File, [int] $Line = 1, [int] $Column = 1, [string] $Severity, [string] $Id, [string] $Message) {
    $kind = $Severity.ToLowerInvariant()
    if (-not $count.ContainsKey($kind)) { $kind = 'info' }
    $count[$kind]++
    $place = ConvertTo-Place -File $File
    $plain = '{0}({1},{2}): {3} {4}: {5}' -f $place, $Line, $Column, $kind, $Id, $Message
    if ($form -eq 'GitHub') {
        $command = @{ error = 'error'; warning = 'warning'; info = 'notice' }[$kind]
        '::{0} file={1},line={2},col={3},title={4}::{5}' -f $command, (ConvertTo-GitHubText -Text $place -Property), $Line, $Column, (ConvertTo-GitHubText -Text $Id -Property), (ConvertTo-GitHubText -Text $Message)
    } elseif ($form -eq 'AzureDevOps' -and $kind -ne 'info') {
        '##vso[task.logissue type={0};sourcepath={1};linenumber={2};columnnumber={3};code={4};]{5}' -f $kind, (ConvertTo-AzureText -Text $place -Property), $Line, $Column, (ConvertTo-AzureText -Text $Id -Property), (ConvertTo-AzureText -Text $Message)
    } else {
        $plain
    }
}

function Write-Problem([Management.Automation.ErrorRecord] $Record, [string] $File, [int] $Line = 1) {
    Write-Finding -File $File -Line $Line -Severity error -Id ($Record.FullyQualifiedErrorId -split ',')[0] -Message $Record.Exception.Message
}

# A row of a CSV file is a line of it. A form in JSON or YAML has a number, which is no line.
function Get-Line([string] $File, [string] $Place) {
    if ($File -match '\.(csv|tsv)$' -and $Place -match '#(\d+)$') { [int] $Matches[1] } else { 1 }
}

# -WhatIf says each change on the console; a pipeline's log can fold that away.
function Write-Fold([string] $Title) {
    if ($form -eq 'GitHub') { if ($Title) { "::group::$Title" } else { '::endgroup::' } }
    if ($form -eq 'AzureDevOps') { if ($Title) { "##[group]$Title" } else { '##[endgroup]' } }
}

function Show-Request($Request, [string] $File) {
    $line = Get-Line -File $File -Place $Request.Place
    if ("$($Request.State)" -in 'Invalid', 'Duplicate') {
        foreach ($finding in $Request.Findings) { Write-Finding -File $File -Line $line -Severity error -Id $finding.Id -Message "$($Request.Person): $($finding.Message)" }
        if (-not $Request.Findings) { Write-Finding -File $File -Line $line -Severity error -Id "$($Request.State)" -Message "$($Request.Person): the request is $($Request.State)." }
        return
    }

    $title = "$($Request.Kind) $($Request.Person)" -replace '[\r\n]+', ' '
    Write-Fold -Title $title
    $said = @(
        switch ("$($Request.Kind)") {
            'Hire' { $Request | New-LifecycleHire -WhatIf -ErrorAction Continue 2>&1 3>&1 6>$null }
            'Departure' { $Request | Invoke-LifecycleOffboard -WhatIf -ErrorAction Continue 2>&1 3>&1 6>$null }
            default { Write-Finding -File $File -Line $line -Severity warning -Id RequestNeedsPerson -Message "$($Request.Person): nobody carries out a change of role, site or manager yet." }
        }
    )
    $steps = @($said | Where-Object { $_ -is [LifecycleTools.StepResult] })
    $steps | Where-Object Status -EQ 'Planned' | ForEach-Object { "  $($_.Step): $($_.Detail)" -replace '[\r\n]+', ' ' }
    Write-Fold
    foreach ($one in $said) {
        if ($one -is [Management.Automation.ErrorRecord]) { Write-Problem -Record $one -File $File -Line $line }
        elseif ($one -is [Management.Automation.WarningRecord]) { Write-Finding -File $File -Line $line -Severity warning -Id Warning -Message $one.Message }
        elseif ($one -is [string]) { $one }
    }

    '{0}: {1} steps, {2}' -f $title, $steps.Count, (($steps | Group-Object Status | ForEach-Object { "$($_.Count) $($_.Name)" }) -join ', ')
}

$journals = Join-Path ([IO.Path]::GetTempPath()) "lifecycle-preview-$([guid]::NewGuid().ToString('N'))"
try {
    Import-Module (Join-Path $PSScriptRoot '../../LifecycleTools.psd1')
    $sandbox = @{ Sandbox = $true; JournalPath = $journals; RoleMap = $RoleMap }
    if ($SandboxPath) { $sandbox.SandboxPath = $SandboxPath }
    Connect-LifecycleTenant @sandbox | Out-Null

    $reports = @(Test-LifecycleRoleMap -Path $Path -Online:([bool] $SandboxPath))
    foreach ($finding in $reports.Findings) {
        Write-Finding -File $finding.Path -Line $finding.Line -Column $finding.Column -Severity "$($finding.Severity)" -Id $finding.Id -Message $finding.Message
    }

    if (Test-LifecycleRoleMap -Path $RoleMap -Quiet) {
        foreach ($file in $IntakePath) {
            # What was read is known by its file's name, so each file is read by itself.
            $read = @(Get-LifecycleRequest -Path $file -ErrorAction Continue 2>&1)
            foreach ($one in $read) {
                if ($one -is [Management.Automation.ErrorRecord]) { Write-Problem -Record $one -File $file }
                else { Show-Request -Request $one -File $file }
            }
        }
    } else {
        "No request was previewed: $(ConvertTo-Place -File $RoleMap) has errors."
    }

    '{0} role maps, {1} errors, {2} warnings' -f $reports.Count, $count.error, $count.warning
    $exitCode = [int]($count.error -gt 0)
} catch {
    Write-Problem -Record $_ -File $RoleMap
    $exitCode = 2
} finally {
    if (Get-Command Disconnect-LifecycleTenant -ErrorAction Ignore) { Disconnect-LifecycleTenant -ErrorAction Ignore }
    if (Test-Path -LiteralPath $journals) { Remove-Item -LiteralPath $journals -Recurse }
}

exit $exitCode
