<#
.SYNOPSIS
Carries out what is due in one tenant: departures, hires, then the runs that wait for another look. scheduled-sync.ps1 calls it for each tenant.
.DESCRIPTION
Writes objects with Tenant, Level and Text as it goes, for a log, and one outcome at the end. Asks nothing. Whatever fails is in the outcome; nothing is thrown.
.PARAMETER Path
The tenant file.
.PARAMETER Sandbox
A tenant in memory instead.
.PARAMETER IntakePath
Intake files to read instead of the sources of the tenant file.
.PARAMETER JournalPath
The folder for journals, instead of the one in the tenant file.
.PARAMETER LeadTime
So many days before the first day a hire is carried out.
.PARAMETER Vault
The vault of SecretManagement that keeps first passwords and passes. Without one nobody has them, and the outcome says so.
.PARAMETER LockPath
The folder of the locks. Only one process at a time works on a tenant.
#>
[CmdletBinding()]
param(
    [string] $Path = '',
    [switch] $Sandbox,
    [string[]] $IntakePath = @(),
    [string] $JournalPath = '',
    [int] $LeadTime = 0,
    [string] $Vault = '',
    [string] $LockPath = [IO.Path]::GetTempPath()
)

$ErrorActionPreference = 'Continue'
# A preference of the caller's must not make a rehearsal of this, or a question.
$WhatIfPreference = $false
$ConfirmPreference = 'None'
$ProgressPreference = 'SilentlyContinue'
$InformationPreference = 'Continue'

$name = if ($Sandbox) { 'sandbox' } else { $Path }
$requests = @{ Hire = 0; Departure = 0; Change = 0 }
$runIds = [Collections.Generic.List[string]]::new()
$exceptions = [Collections.Generic.List[object]]::new()
$credentials = [Collections.Generic.List[object]]::new()
$outcome = [pscustomobject]@{ Tenant = $name; File = $Path; Status = 'Failed'; Requests = $requests; Runs = @(); Exceptions = $exceptions; Credentials = $credentials }

function Write-Line([string] $Level, [string] $Text) {
    [pscustomobject]@{ Tenant = $outcome.Tenant; Level = $Level; Text = $Text }
}

function Add-Problem([string] $Id, [string] $Target, [string] $Message) {
    # A source that is down is found down by each reading.
    if ($exceptions | Where-Object { $_.Id -eq $Id -and $_.Target -eq $Target -and $_.Message -eq $Message }) { return }
    $exceptions.Add([pscustomobject]@{ Id = $Id; Target = $Target; Message = $Message })
    Write-Line ERROR "$Id $Target`: $Message"
}

# A file that is open for nobody else. The system closes it with its process, however that ends, so a dead one holds nothing.
function Open-Lock {
    $key = if ($Sandbox) { 'sandbox' } else { (Resolve-Path -LiteralPath $Path).ProviderPath }
    $hash = [Security.Cryptography.SHA256]::Create().ComputeHash([Text.Encoding]::UTF8.GetBytes($key))
    $file = Join-Path $LockPath ([BitConverter]::ToString($hash, 0, 8).Replace('-', '') + '.lock')
    try {
        [IO.File]::Open($file, [IO.FileMode]::OpenOrCreate, [IO.FileAccess]::ReadWrite, [IO.FileShare]::None)
    } catch {
        $failure = $_.Exception.GetBaseException()
        # Windows: sharing and lock violation. Linux and macOS: EWOULDBLOCK.
        if ($failure -is [IO.IOException] -and $failure.HResult -in -2147024864, -2147024863, 11, 35) { return }
        throw
    }
}

function Save-Credential($Credential) {
    $kept = "LifecycleTools/$($outcome.Tenant)/$($Credential.Person)/$($Credential.Kind)"
    $about = [pscustomobject]@{ Person = $Credential.Person; Kind = $Credential.Kind; ValidUntilUtc = $Credential.ValidUntilUtc; KeptAs = $null }
    $credentials.Add($about)
    if ($Vault) {
        try {
            Set-Secret -Vault $Vault -Name $kept -SecureStringSecret $Credential.Secret -ErrorAction Stop
            $about.KeptAs = $kept
            return Write-Line INFO "The $($Credential.Kind) of $($Credential.Person) is kept as $kept in the vault $Vault"
        } catch {
            return Add-Problem CredentialNotKept $Credential.Person "The $($Credential.Kind) could not be kept in the vault $Vault`: $($_.Exception.Message)"
        }
    }

    if ($Sandbox) { return }
    Add-Problem CredentialNotKept $Credential.Person "Nobody has the $($Credential.Kind): no -Vault was named. Issue another one, and hand it over."
}

# What the commands write, whichever stream it is in, as lines for the log; what counts goes into the outcome.
filter Read-Record {
    if ($_ -is [Management.Automation.ErrorRecord]) {
        Add-Problem ($_.FullyQualifiedErrorId -split ',')[0] "$($_.TargetObject)" $_.Exception.Message
    } elseif ($_ -is [Management.Automation.WarningRecord]) {
        Write-Line WARN $_.Message
    } elseif ($_ -is [Management.Automation.InformationRecord]) {
        Write-Line INFO "$($_.MessageData)"
    } elseif ($_ -is [Management.Automation.VerboseRecord]) {
        Write-Line VERBOSE $_.Message
    } elseif ($_ -is [LifecycleTools.LifecycleCredential]) {
        Save-Credential $_
    } elseif ($_ -is [LifecycleTools.StepResult]) {
        if (-not $runIds.Contains($_.RunId)) { $runIds.Add($_.RunId) }
        Write-Line STEP "$($_.RunId) $($_.Person) $($_.Step) $($_.Status) $($_.Detail)"
    }
}

filter Start-Request {
    $requests["$($_.Kind)"]++
    switch ("$($_.Kind)") {
        'Hire' { $_ | New-LifecycleHire -NoWait -Confirm:$false }
        'Departure' { $_ | Invoke-LifecycleOffboard -NoWait -Confirm:$false }
        default { Write-Error -Message "Nobody carries out a change of role, site or manager yet: a person must ($($_.Place))." -ErrorId RequestNeedsPerson -TargetObject $_.Person }
    }
}

# What the journal says of a run, not what we remember of it. One that only waits comes back by itself, and is no exception.
function Get-RunOutcome([string] $RunId) {
    $run = Get-LifecycleRun -RunId $RunId -Tenant $outcome.Tenant
    if (-not $run) { return }
    $open = @($run.Exceptions)
    $state = if ($open.Count -gt 0 -and -not ($open | Where-Object Status -NE 'Deferred')) { 'Waiting' } else { "$($run.State)" }
    [pscustomobject]@{ RunId = $RunId; Workflow = $run.Workflow; Person = $run.Person; State = $state; Open = @($open | ForEach-Object Step) }
}

$hold = $null
try {
    $hold = Open-Lock
    if (-not $hold) {
        $outcome.Status = 'Busy'
        Write-Line INFO 'Another process works on this tenant; it was left to that one'
        return
    }

    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1') -Verbose:$false -ErrorAction Stop
    $target = if ($Sandbox) { @{ Sandbox = $true } } else { @{ Path = $Path } }
    if ($JournalPath) { $target.JournalPath = $JournalPath }
    $outcome.Tenant = (Connect-LifecycleTenant @target -ErrorAction Stop).Name
    $outcome.Status = 'Exception'

    $asked = @{ Due = $true; Tenant = $outcome.Tenant; LeadTime = $LeadTime }
    if ($IntakePath) { $asked.Path = $IntakePath }
    # Departures first: nobody keeps access because hires took their time. In the same pipeline as the reading, so that the source is told how each ended.
    foreach ($kinds in @('Departure'), @('Hire', 'Change')) {
        & { Get-LifecycleRequest @asked -Kind $kinds | Start-Request } *>&1 | Read-Record
    }

    & { Resume-LifecycleRun -Due -Tenant $outcome.Tenant -Confirm:$false } *>&1 | Read-Record
    $outcome.Runs = @(foreach ($id in $runIds) { Get-RunOutcome $id 2>&1 | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { $_ | Read-Record } else { $_ } } })
    # A line for the log that came along with them is no run.
    $outcome.Runs | Where-Object { -not $_.PSObject.Properties['RunId'] }
    $outcome.Runs = @($outcome.Runs | Where-Object { $_.PSObject.Properties['RunId'] })
    if ($exceptions.Count -eq 0 -and -not ($outcome.Runs | Where-Object State -NotIn 'Completed', 'Waiting')) { $outcome.Status = 'Completed' }
} catch {
    $_ | Read-Record
} finally {
    if (Get-Command Disconnect-LifecycleTenant -ErrorAction Ignore) { Disconnect-LifecycleTenant -ErrorAction Ignore }
    if ($hold) { $hold.Dispose() }
    $outcome
}
