<#
.SYNOPSIS
Builds and checks LifecycleTools. Build needs the .NET SDK and nothing else; so does "dotnet build", and it lays out the same files.
.PARAMETER Task
Build (default), Test, Pester, Analyze or Pack; several run in the order given.
.PARAMETER Configuration
Release (default) or Debug.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pester', 'Analyze', 'Pack')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$root = $PSScriptRoot
Write-Verbose "Configuration: $Configuration"
$artifacts = Join-Path $root 'artifacts'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) ended with exit code $LASTEXITCODE." }
}

function Assert-Module([string] $Name, [version] $Oldest) {
    if (-not (Get-Module -ListAvailable -Name $Name | Where-Object Version -GE $Oldest)) {
        throw "This task needs $Name $Oldest or later: Install-Module $Name -MinimumVersion $Oldest -Scope CurrentUser"
    }
    Import-Module -Name $Name -MinimumVersion $Oldest
}

function Invoke-Build {
    Invoke-DotNet build (Join-Path $root 'LifecycleTools.sln') -c $Configuration
}

function Invoke-Test {
    Invoke-DotNet test (Join-Path $root 'LifecycleTools.sln') -c $Configuration
}

function Invoke-Pester5 {
    Assert-Module -Name Pester -Oldest 5.3.0
    $pester = New-PesterConfiguration
    $pester.Run.Path = Join-Path $root 'pester'
    $pester.Run.PassThru = $true
    $pester.Output.Verbosity = 'Detailed'
    $pester.TestResult.Enabled = $true
    New-Item -ItemType Directory -Path (Join-Path $root 'TestResults') -Force | Out-Null
    $pester.TestResult.OutputFormat = 'NUnitXml'
    $pester.TestResult.OutputPath = Join-Path $root 'TestResults/pester.xml'
    $outcome = Invoke-Pester -Configuration $pester
    if ($outcome.Result -ne 'Passed') { throw "Pester: $($outcome.FailedCount) failed." }
}

function Invoke-Analysis {
    Assert-Module -Name PSScriptAnalyzer -Oldest 1.21.0
    $settings = Join-Path $root 'PSScriptAnalyzerSettings.psd1'
    $written = Get-ChildItem -Path $root -Recurse -File -Include '*.ps1', '*.psd1', '*.psm1' |
        Where-Object FullName -NotMatch '[\\/](bin|obj|artifacts|TestResults)[\\/]'
    $findings = @(
        foreach ($file in $written) {
            Invoke-ScriptAnalyzer -Path $file.FullName -Settings $settings
            Invoke-ScriptAnalyzer -Path $file.FullName -Settings PSGallery
        }
    )
    $findings | Format-Table -AutoSize -Wrap | Out-String -Width 200
    if ($findings.Count -gt 0) { throw "PSScriptAnalyzer: $($findings.Count) findings." }
}

function Invoke-Pack {
    $script:Configuration = 'Release'
    Invoke-Build
    $version = (Import-PowerShellDataFile -Path (Join-Path $root 'LifecycleTools.psd1')).ModuleVersion
    # The folder that a module path has: name, then version.
    $module = Join-Path $artifacts "LifecycleTools/$version"
    if (Test-Path -LiteralPath $module) { Remove-Item -LiteralPath $module -Recurse -Force }
    New-Item -ItemType Directory -Path $module -Force | Out-Null
    foreach ($part in 'LifecycleTools.psd1', 'LICENSE', 'bin') {
        Copy-Item -LiteralPath (Join-Path $root $part) -Destination $module -Recurse
    }
    foreach ($part in 'CHANGELOG.md', 'ThirdPartyNotices.txt', 'en-US', 'roles', 'examples') {
        $from = Join-Path $root $part
        if (Test-Path -LiteralPath $from) { Copy-Item -LiteralPath $from -Destination $module -Recurse }
    }
    Get-ChildItem -Path $module -Recurse -Directory | Where-Object { $_.Name -eq 'obj' -or $_.FullName -like '*examples*bin' } |
        Remove-Item -Recurse -Force
    $package = Join-Path $artifacts "LifecycleTools.$version.zip"
    if (Test-Path -LiteralPath $package) { Remove-Item -LiteralPath $package }
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [IO.Compression.ZipFile]::CreateFromDirectory((Join-Path $artifacts 'LifecycleTools'), $package)
    Write-Output $package
}

foreach ($one in $Task) {
    switch ($one) {
        'Build' { Invoke-Build }
        'Test' { Invoke-Test }
        'Pester' { Invoke-Pester5 }
        'Analyze' { Invoke-Analysis }
        'Pack' { Invoke-Pack }
    }
}
