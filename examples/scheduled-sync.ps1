<#
.SYNOPSIS
What a scheduler or an RMM runs every fifteen minutes: in each tenant, what is due is carried out, and what waited is looked at again.
.DESCRIPTION
Writes one JSON summary on stdout and nothing else; the rest is in a log file that the summary names. Asks nothing. Tenants run side by side in PowerShell 7, one after the
other in Windows PowerShell. It may overlap with itself: a tenant that another process works on is left to that one, which is no failure.

Exit codes: 0 all is well; 1 something needs a person, and the summary names it; 2 it could not run: no tenant file, none that could be connected to, no log.
.PARAMETER Path
A tenant file, or a folder: its *.yaml files, and lifecycle.yaml in the folders right below it.
.PARAMETER Sandbox
A rehearsal on a tenant in memory. Each starts afresh, with journals of its own.
.PARAMETER IntakePath
Intake files to read instead of the sources of the tenant files. A rehearsal reads the sample beside this script when none is named.
.PARAMETER LeadTime
So many days before the first day a hire is carried out.
.PARAMETER Vault
The vault of SecretManagement that keeps first passwords and passes. They are never printed; without a vault a person must issue others, and each is an exception.
.PARAMETER StatePath
The folder of logs and locks: the same one for every schedule of a machine, writable by all accounts that run it.
.PARAMETER KeepLogDays
Older logs are removed.
.PARAMETER ThrottleLimit
How many tenants run side by side.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./scheduled-sync.ps1 -Path /etc/lifecycle/tenants -LeadTime 3 -Vault Lifecycle
.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./scheduled-sync.ps1 -Sandbox
#>
[CmdletBinding()]
param(
    [string] $Path = '',
    [switch] $Sandbox,
    [string[]] $IntakePath = @(),
    [ValidateRange(0, 365)] [int] $LeadTime = 0,
    [string] $Vault = '',
    [string] $StatePath = (Join-Path ([Environment]::GetFolderPath('LocalApplicationData', 'Create')) 'LifecycleTools/sync'),
    [ValidateRange(1, 3650)] [int] $KeepLogDays = 30,
    [ValidateRange(1, 64)] [int] $ThrottleLimit = 4
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$started = [DateTime]::UtcNow
$summary = [ordered]@{ startedUtc = $started.ToString('o'); seconds = 0; exitCode = 2; error = $null; log = $null; tenants = @() }
$log = $null

function Write-LogLine([string] $Tenant, [string] $Level, [string] $Text) {
    $line = '{0:o} {1} {2} {3}' -f [DateTime]::UtcNow, $Level, $Tenant, ($Text -replace '\s*[\r\n]+\s*', ' ')
    $log.WriteLine($line)
}

function Get-TenantFile([string] $Place) {
    if (-not $Place) { throw 'Name the tenant files with -Path, or rehearse with -Sandbox.' }
    if (Test-Path -LiteralPath $Place -PathType Leaf) { return (Resolve-Path -LiteralPath $Place).ProviderPath }
    $found = @(
        Get-ChildItem -LiteralPath $Place -File | Where-Object Extension -In '.yaml', '.yml'
        Get-ChildItem -LiteralPath $Place -Directory | ForEach-Object { Get-ChildItem -LiteralPath $_.FullName -File -Filter 'lifecycle.yaml' }
    )
    if ($found.Count -eq 0) { throw "There is no tenant file in $Place." }
    $found.FullName | Sort-Object
}

# Each task is the parameters of sync-tenant.ps1 for one tenant.
function Invoke-TenantTask([hashtable[]] $Task, [int] $AtOnce) {
    $worker = Join-Path $PSScriptRoot 'sync-tenant.ps1'
    if ($PSVersionTable.PSVersion.Major -ge 7) {
        $verbose = $VerbosePreference
        return $Task | ForEach-Object -ThrottleLimit $AtOnce -Parallel {
            $VerbosePreference = $using:verbose
            $one = $_
            & $using:worker @one
        }
    }

    # 5.1: there is no -Parallel.
    foreach ($one in $Task) { & $worker @one }
}

function Open-Log([string] $Folder, [int] $KeepDays) {
    New-Item -ItemType Directory -Path $Folder -Force | Out-Null
    Get-ChildItem -LiteralPath $Folder -Filter 'sync-*.log' -File | Where-Object LastWriteTimeUtc -LT $started.AddDays(-$KeepDays) | Remove-Item -ErrorAction Ignore
    $file = Join-Path $Folder ('sync-{0:yyyyMMddTHHmmssZ}-{1}.log' -f $started, $PID)
    $writer = [IO.StreamWriter]::new($file, $true)
    $writer.AutoFlush = $true
    $summary.log = $file
    $writer
}

try {
    $log = Open-Log -Folder (Join-Path $StatePath 'logs') -KeepDays $KeepLogDays
    $locks = Join-Path $StatePath 'locks'
    New-Item -ItemType Directory -Path $locks -Force | Out-Null
    $shared = @{ IntakePath = $IntakePath; LeadTime = $LeadTime; Vault = $Vault; LockPath = $locks }
    if ($Sandbox) {
        if (-not $IntakePath) { $shared.IntakePath = @(Join-Path $PSScriptRoot 'intake.csv') }
        $tasks = @($shared + @{ Sandbox = $true; JournalPath = (Join-Path $StatePath ('rehearsals/{0:yyyyMMddTHHmmssZ}-{1}' -f $started, $PID)) })
    } else {
        $tasks = @(Get-TenantFile -Place $Path | ForEach-Object { $shared + @{ Path = $_ } })
    }

    $outcomes = [Collections.Generic.List[object]]::new()
    # What goes wrong in one tenant must not end the loop over all of them.
    $ErrorActionPreference = 'Continue'
    Invoke-TenantTask -Task $tasks -AtOnce $ThrottleLimit *>&1 | ForEach-Object {
        if ($_.PSObject.Properties['Level']) { Write-LogLine -Tenant $_.Tenant -Level $_.Level -Text $_.Text }
        elseif ($_.PSObject.Properties['Exceptions']) { $outcomes.Add($_) }
        else { Write-LogLine -Tenant - -Level OTHER -Text "$_" }
    }

    $summary.tenants = @($outcomes | Sort-Object Tenant)
    # One whose worker ended without a word has not ended well.
    $silent = $tasks.Count - $outcomes.Count
    if ($silent -gt 0) { $summary.error = "$silent of $($tasks.Count) tenants gave no outcome; the log says why." }
    $failed = @($outcomes | Where-Object Status -EQ 'Failed').Count + $silent
    $summary.exitCode = if ($failed -eq $tasks.Count) { 2 } elseif ($failed -gt 0 -or ($outcomes | Where-Object Status -EQ 'Exception')) { 1 } else { 0 }
} catch {
    $summary.error = $_.Exception.Message
    if ($log) { Write-LogLine -Tenant - -Level ERROR -Text $summary.error }
} finally {
    if ($log) { $log.Dispose() }
}

$summary.seconds = [Math]::Round(([DateTime]::UtcNow - $started).TotalSeconds, 1)
# Names have accents, and what reads stdout may expect any code page: ASCII is the same in all of them.
[regex]::Replace((ConvertTo-Json -InputObject $summary -Depth 6), '[^\x00-\x7f]', { '\u{0:x4}' -f [int] $args[0].Value[0] })
exit $summary.exitCode
