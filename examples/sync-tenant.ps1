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

$vaultName = $Vault
$name = if ($Sandbox) { 'sandbox' } else { $Path }
$requests = [ordered]@{ hire = 0; departure = 0 }
$runIds = [Collections.Generic.List[string]]::new()
$exceptions = [Collections.Generic.List[object]]::new()
$credentials = [Collections.Generic.List[object]]::new()
$outcome = [pscustomobject]@{ tenant = $name; file = $Path; status = 'Failed'; requests = $requests; runs = @(); exceptions = $exceptions; credentials = $credentials }

function Write-Line([string] $Level, [string] $Text) {
    [pscustomobject]@{ Tenant = $outcome.tenant; Level = $Level; Text = $Text }
}

function Add-Problem([string] $Id, [string] $Target, [string] $Message) {
    # A source that is down is found down by each reading.
    if ($exceptions | Where-Object { $_.Id -eq $Id -and $_.Target -eq $Target -and $_.Message -eq $Message }) { return }
    $exceptions.Add([pscustomobject]@{ id = $Id; target = $Target; message = $Message })
    Write-Line -Level ERROR -Text "$Id $Target`: $Message"
}

# A file that is open for nobody else. The system closes it with its process, however that ends, so a dead one holds nothing.
function Open-Lock([string] $Folder, [string] $Key) {
    $hash = [Security.Cryptography.SHA256]::Create().ComputeHash([Text.Encoding]::UTF8.GetBytes($Key))
    $file = Join-Path $Folder ([BitConverter]::ToString($hash, 0, 8).Replace('-', '') + '.lock')
    try {
        [IO.File]::Open($file, [IO.FileMode]::OpenOrCreate, [IO.FileAccess]::ReadWrite, [IO.FileShare]::None)
    } catch {
        $failure = $_.Exception.GetBaseException()
        # Windows: sharing and lock violation. Linux and macOS: EWOULDBLOCK.
        if ($failure -is [IO.IOException] -and $failure.HResult -in -2147024864, -2147024863, 11, 35) { return }
        throw
    }
}

function Save-FirstSignIn($Handed) {
    $about = [pscustomobject]@{ person = $Handed.Person; kind = $Handed.Kind; validUntilUtc = $Handed.ValidUntilUtc; keptAs = $null }
    $credentials.Add($about)
    # Vaults differ in the characters that they allow; letters, digits and hyphens do in all of them. Two links of one person must not replace each other.
    $secretName = 'LifecycleTools-{0}-{1}-{2}-{3:yyyyMMddHHmmss}-{4}' -f $outcome.tenant, $Handed.Person, $Handed.Kind, [DateTime]::UtcNow, $credentials.Count -replace '[^A-Za-z0-9-]', '-'
    if ($vaultName) {
        try {
            Set-Secret -Vault $vaultName -Name $secretName -SecureStringSecret $Handed.Secret -ErrorAction Stop
            $about.keptAs = $secretName
            Write-Line -Level INFO -Text "The $($Handed.Kind) of $($Handed.Person) is kept as $secretName in the vault $vaultName"
        } catch {
            Add-Problem -Id CredentialNotKept -Target $Handed.Person -Message "The $($Handed.Kind) could not be kept in the vault $vaultName`: $($_.Exception.Message)"
        }
    } elseif (-not $Sandbox) {
        Add-Problem -Id CredentialNotKept -Target $Handed.Person -Message "Nobody has the $($Handed.Kind): no -Vault was named. Issue another one, and hand it over."
    }
}

# What the commands write, whichever stream it is in, as lines for the log; what counts goes into the outcome.
filter Read-Record {
    if ($_ -is [Management.Automation.ErrorRecord]) {
        Add-Problem -Id ($_.FullyQualifiedErrorId -split ',')[0] -Target "$($_.TargetObject)" -Message $_.Exception.Message
    } elseif ($_ -is [Management.Automation.WarningRecord]) {
        Write-Line WARN $_.Message
    } elseif ($_ -is [Management.Automation.InformationRecord]) {
        Write-Line INFO "$($_.MessageData)"
    } elseif ($_ -is [Management.Automation.VerboseRecord]) {
        Write-Line VERBOSE $_.Message
    } elseif ($_ -is [LifecycleTools.LifecycleCredential]) {
        Save-FirstSignIn -Handed $_
    } elseif ($_ -is [LifecycleTools.StepResult]) {
        if (-not $runIds.Contains($_.RunId)) { $runIds.Add($_.RunId) }
        Write-Line STEP "$($_.RunId) $($_.Person) $($_.Step) $($_.Status) $($_.Detail)"
    }
}

filter Invoke-Request {
    # Inside of switch, $_ is what it looks at.
    $request = $_
    $requests["$($request.Kind)".ToLowerInvariant()]++
    switch ("$($request.Kind)") {
        'Hire' { $request | New-LifecycleHire -NoWait -Confirm:$false }
        'Departure' { $request | Invoke-LifecycleOffboard -NoWait -Confirm:$false }
    }
}

# What the journal says of a run, not what we remember of it. One that only waits comes back by itself, and is no exception.
function Get-RunOutcome {
    [CmdletBinding()]
    param([string] $RunId)

    $run = Get-LifecycleRun -RunId $RunId -Tenant $outcome.tenant
    if (-not $run) { return }
    $open = @($run.Exceptions)
    $state = if ($open.Count -gt 0 -and -not ($open | Where-Object Status -NE 'Deferred')) { 'Waiting' } else { "$($run.State)" }
    [pscustomobject]@{ runId = $RunId; workflow = $run.Workflow; person = $run.Person; state = $state; open = @($open | ForEach-Object Step) }
}

$hold = $null
$unread = @()
try {
    $hold = Open-Lock -Folder $LockPath -Key $(if ($Sandbox) { 'sandbox' } else { (Resolve-Path -LiteralPath $Path -ErrorAction Stop).ProviderPath })
    if (-not $hold) {
        $outcome.status = 'Busy'
        Write-Line INFO 'Another process works on this tenant; it was left to that one'
        return
    }

    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1') -Verbose:$false -ErrorAction Stop
    $target = if ($Sandbox) { @{ Sandbox = $true } } else { @{ Path = $Path } }
    if ($JournalPath) { $target.JournalPath = $JournalPath }
    $outcome.tenant = (Connect-LifecycleTenant @target -ErrorAction Stop).Name
    $outcome.status = 'Exception'

    $asked = @{ Due = $true; Tenant = $outcome.tenant; LeadTime = $LeadTime }
    if ($IntakePath) { $asked.Path = $IntakePath }
    # A change of role, site or manager is a person's: reading it tells people, once, and gives nothing to carry out.
    # Departures first: nobody keeps access because hires took their time. In the same pipeline as the reading, so that the source is told how each ended.
    foreach ($kinds in @('Departure'), @('Hire', 'Change')) {
        & { Get-LifecycleRequest @asked -Kind $kinds | Invoke-Request } *>&1 | Read-Record
    }

    & { Resume-LifecycleRun -Due -Tenant $outcome.tenant -Confirm:$false } *>&1 | Read-Record
    $outcome.runs = @(foreach ($id in $runIds) { Get-RunOutcome -RunId $id -ErrorVariable +unread })
    $unread | Read-Record
    if ($exceptions.Count -eq 0 -and -not ($outcome.runs | Where-Object State -NotIn 'Completed', 'Waiting')) { $outcome.status = 'Completed' }
} catch {
    $_ | Read-Record
} finally {
    if (Get-Command Disconnect-LifecycleTenant -ErrorAction Ignore) { Disconnect-LifecycleTenant -ErrorAction Ignore }
    if ($hold) { $hold.Dispose() }
    $outcome
}
