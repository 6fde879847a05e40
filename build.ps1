#requires -Version 7.4
<#
.SYNOPSIS
Builds and checks LifecycleTools. Build needs the .NET SDK and nothing else; so does "dotnet build", and it lays out the same files.
.PARAMETER Task
Build (default), Test, Pester, Analyze, Help (writes the syntax in the help, and docs/commands; after a build), Schemas (writes what the connectors declare into schemas/lifecycle.schema.json), Notice (writes ThirdPartyNotices.txt; after a build) or Pack; several run in the order given.
.PARAMETER Configuration
Release (default) or Debug.
.PARAMETER Installed
Pester packs, installs the package from a folder repository into an empty folder of modules, and runs there.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pester', 'Analyze', 'Help', 'Schemas', 'Notice', 'Pack')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [switch] $Installed
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$root = $PSScriptRoot
Write-Verbose "Configuration: $Configuration; Pester on the installed package: $Installed"
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
    $suite = if ($Installed) { Install-FromPackage } else { Join-Path $root 'pester' }
    $pester = New-PesterConfiguration
    $pester.Run.Path = $suite
    $pester.Run.PassThru = $true
    $pester.Output.Verbosity = 'Detailed'
    $pester.TestResult.Enabled = $true
    New-Item -ItemType Directory -Path (Join-Path $root 'TestResults') -Force | Out-Null
    $pester.TestResult.OutputFormat = 'NUnitXml'
    $pester.TestResult.OutputPath = Join-Path $root 'TestResults/pester.xml'
    $outcome = Invoke-Pester -Configuration $pester
    if ($outcome.Result -ne 'Passed') { throw "Pester: $($outcome.FailedCount) failed." }
}

# The tests find the module in the folder above them: beside the installed package they test that one.
function Install-FromPackage {
    Assert-Module -Name Microsoft.PowerShell.PSResourceGet -Oldest 1.0.0
    Invoke-Pack | Out-Host
    $modules = Join-Path $artifacts 'installed'
    if (Test-Path -LiteralPath $modules) { Remove-Item -LiteralPath $modules -Recurse -Force }
    New-Item -ItemType Directory -Path $modules | Out-Null
    $repository = "LifecycleTools-$PID"
    Register-PSResourceRepository -Name $repository -Uri $artifacts -Trusted
    try { Save-PSResource -Name LifecycleTools -Repository $repository -Path $modules } finally { Unregister-PSResourceRepository -Name $repository }

    $shell = (Get-Process -Id $PID).Path
    $saved = $env:PSModulePath
    try {
        $env:PSModulePath = $modules
        $found = & $shell -NoProfile -NonInteractive -Command '(Import-Module LifecycleTools -PassThru).ModuleBase'
    } finally {
        $env:PSModulePath = $saved
    }
    if (-not "$found".StartsWith($modules)) { throw "A clean session imported '$found', which is not the installed package." }
    Copy-Item -LiteralPath (Join-Path $root 'pester') -Destination $found -Recurse

    # What the source says is tested from the source, with the same module loaded.
    Remove-Item -LiteralPath (Join-Path $found 'pester/Source.Tests.ps1')
    Join-Path $found 'pester'
    Join-Path $root 'pester/Source.Tests.ps1'
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

# In a process of its own: a module that is loaded keeps its files until the process ends.
function Invoke-SchemaUpdate {
    $env:LIFECYCLE_SCHEMAS = 'write'
    $only = '--filter', 'FullyQualifiedName~SchemaAgreementTests.Schema_IsTheOne'
    try { Invoke-DotNet test (Join-Path $root 'tests/LifecycleTools.Connectors.Tests') @only }
    finally { Remove-Item Env:LIFECYCLE_SCHEMAS }
}

function Invoke-HelpUpdate {
    & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File (Join-Path $root 'docs/Update-CommandHelp.ps1')
    if ($LASTEXITCODE -ne 0) { throw "Update-CommandHelp.ps1 ended with exit code $LASTEXITCODE." }
}

# The packages whose files are in bin, for PowerShell 7 or for Windows PowerShell, as the restore of the connectors names them.
function Get-ShippedPackage {
    $restored = Get-Content -LiteralPath (Join-Path $root 'src/LifecycleTools.Connectors/obj/project.assets.json') -Raw | ConvertFrom-Json -AsHashtable
    $cache = @($restored.packageFolders.Keys)[0]
    $there = Get-ChildItem -Path (Join-Path $root 'bin/*') -Filter '*.dll' -Recurse | Select-Object -ExpandProperty Name -Unique
    $shipped = foreach ($one in $restored.libraries.GetEnumerator()) {
        $files = $one.Value['files'] | Where-Object { $_ -match '^(lib|runtimes)/.+\.dll$' } | Split-Path -Leaf
        if ($one.Value.type -eq 'package' -and ($files | Where-Object { $_ -in $there })) { $one.Key }
    }
    foreach ($key in $shipped | Sort-Object -Unique) {
        $name, $version = $key -split '/'
        $folder = Join-Path $cache $restored.libraries[$key].path
        [xml] $nuspec = Get-Content -LiteralPath (Get-ChildItem -Path $folder -Filter '*.nuspec').FullName -Raw
        $data = $nuspec.package.metadata
        $text = Get-ChildItem -Path $folder -File | Where-Object Name -Match '^LICENSE(\.\w+)?$' | Select-Object -First 1
        [pscustomobject]@{
            Name = $name
            Version = $version
            # Two of Microsoft's name a file or an address instead of MIT, which is what it says there.
            License = if ($data['license'] -and $data['license'].GetAttribute('type') -eq 'expression') { $data['license'].InnerText } else { 'MIT' }
            Holder = if ($data['copyright']) { $data['copyright'].InnerText } else { "Copyright $($data['authors'].InnerText)" }
            Text = if ($text) { (Get-Content -LiteralPath $text.FullName -Raw).Trim() -replace "`r`n", "`n" } else { '' }
            Sha512 = [Convert]::ToHexString([Convert]::FromBase64String($restored.libraries[$key].sha512)).ToLowerInvariant()
        }
    }
}

# ThirdPartyNotices.txt: a line for each package, then each license text that a package brings, once.
function Invoke-Notice {
    $packages = Get-ShippedPackage
    $lines = @(
        'LifecycleTools ships these packages in bin/Core and bin/Desktop. Each stays under its own license. Made by build.ps1 -Task Notice.'
        foreach ($license in $packages | Group-Object License | Sort-Object Name) {
            ''
            "$($license.Name)  (https://spdx.org/licenses)"
            foreach ($one in $license.Group) { '    {0,-54} {1,-10} {2}' -f $one.Name, $one.Version, $one.Holder }
        }
        ''
        'Unicode License v3'
        '    The table of time zones (src/LifecycleTools.Engine/Time) is made from the Unicode Common Locale Data Repository,'
        '    Copyright 1991-2026 Unicode, Inc.'
        foreach ($text in $packages | Where-Object Text | Group-Object Text) {
            ''
            '-' * 100
            "License of $($text.Group.Name -join ', ')"
            ''
            $text.Name
        }
    )
    [IO.File]::WriteAllText((Join-Path $root 'ThirdPartyNotices.txt'), ($lines -join "`n") + "`n")
}

# What is in the package, for whoever has to answer "are we affected by": CycloneDX 1.6.
function Write-BillOfMaterial([string] $Path, [string] $Version) {
    $components = foreach ($one in Get-ShippedPackage) {
        [ordered]@{
            type = 'library'; 'bom-ref' = "pkg:nuget/$($one.Name)@$($one.Version)"; name = $one.Name; version = $one.Version
            hashes = @([ordered]@{ alg = 'SHA-512'; content = $one.Sha512 })
            licenses = @([ordered]@{ expression = $one.License }); copyright = $one.Holder; purl = "pkg:nuget/$($one.Name)@$($one.Version)"
        }
    }
    $ours = [ordered]@{ type = 'library'; 'bom-ref' = 'LifecycleTools'; name = 'LifecycleTools'; version = $Version; licenses = @([ordered]@{ expression = 'MIT' }) }
    $bill = [ordered]@{
        bomFormat = 'CycloneDX'; specVersion = '1.6'; version = 1
        metadata = [ordered]@{ component = $ours }
        components = @($components)
        dependencies = @([ordered]@{ ref = 'LifecycleTools'; dependsOn = @($components.'bom-ref') })
    }
    [IO.File]::WriteAllText($Path, ($bill | ConvertTo-Json -Depth 8) + "`n")
}

# What PowerShell's package commands read: tags say which editions and commands there are.
function Write-Nuspec([string] $Path, [hashtable] $Manifest) {
    $data = $Manifest.PrivateData.PSData
    $commands = $Manifest.CmdletsToExport
    $tags = @($data.Tags) + 'PSModule', 'PSIncludes_Cmdlet' + @($commands.ForEach{ "PSCmdlet_$_" }) + @($commands.ForEach{ "PSCommand_$_" })
    $fields = [ordered]@{
        id = 'LifecycleTools'; version = $Manifest.ModuleVersion; authors = $Manifest.Author; description = $Manifest.Description
        copyright = $Manifest.Copyright; projectUrl = $data.ProjectUri; releaseNotes = $data.ReleaseNotes; tags = $tags -join ' '
    }
    $body = foreach ($field in $fields.GetEnumerator()) { "    <$($field.Key)>$([Security.SecurityElement]::Escape($field.Value))</$($field.Key)>" }
    $text = @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
$($body -join "`n")
    <license type="expression">MIT</license>
    <icon>icon.png</icon>
    <readme>README.md</readme>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
  </metadata>
  <files>
    <file src="LifecycleTools/$($Manifest.ModuleVersion)/**" target="" />
  </files>
</package>
"@
    [IO.File]::WriteAllText($Path, $text)
}

function Invoke-Pack {
    $script:Configuration = 'Release'
    Invoke-Build
    $manifest = Import-PowerShellDataFile -Path (Join-Path $root 'LifecycleTools.psd1')
    # The folder that a module path has: name, then version.
    $module = Join-Path $artifacts "LifecycleTools/$($manifest.ModuleVersion)"
    if (Test-Path -LiteralPath $module) { Remove-Item -LiteralPath $module -Recurse -Force }
    New-Item -ItemType Directory -Path $module -Force | Out-Null
    foreach ($part in 'LifecycleTools.psd1', 'LICENSE', 'README.md', 'CHANGELOG.md', 'ThirdPartyNotices.txt', 'bin', 'en-US', 'roles', 'schemas', 'examples') {
        Copy-Item -LiteralPath (Join-Path $root $part) -Destination $module -Recurse
    }
    Copy-Item -LiteralPath (Join-Path $root 'docs/icon.png') -Destination $module
    # A project that builds the repository has nothing to build in a module folder.
    Remove-Item -LiteralPath (Join-Path $module 'examples/FirstRun') -Recurse -Force
    Write-BillOfMaterial -Path (Join-Path $module 'bom.cdx.json') -Version $manifest.ModuleVersion
    $nuspec = Join-Path $artifacts 'LifecycleTools.nuspec'
    Write-Nuspec -Path $nuspec -Manifest $manifest
    Invoke-DotNet pack $nuspec -o $artifacts
    $package = Get-Item -LiteralPath (Join-Path $artifacts "LifecycleTools.$($manifest.ModuleVersion).nupkg")
    $unpacked = (Get-ChildItem -Path $module -Recurse -File | Measure-Object Length -Sum).Sum
    Write-Output ('{0}: {1:N1} MB, {2:N1} MB installed' -f $package.FullName, ($package.Length / 1MB), ($unpacked / 1MB))
}

foreach ($one in $Task) {
    switch ($one) {
        'Build' { Invoke-Build }
        'Test' { Invoke-Test }
        'Pester' { Invoke-Pester5 }
        'Analyze' { Invoke-Analysis }
        'Help' { Invoke-HelpUpdate }
        'Schemas' { Invoke-SchemaUpdate }
        'Notice' { Invoke-Notice }
        'Pack' { Invoke-Pack }
    }
}
