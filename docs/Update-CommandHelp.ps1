#requires -Version 7.4
<#
.SYNOPSIS
Writes what a command's code says (its syntax, types, positions, aliases, pipeline input) into the MAML help beside the code, and a page for each command from it.
.DESCRIPTION
The words (what a command does, what a parameter means, examples) are written by people in the MAML file, once each, and stay as they are. Everything that can be
read from the module is read from it, so that neither the help nor a page can say anything else. Running it twice changes nothing.
.PARAMETER Manifest
The module, built.
.PARAMETER Maml
The help file that is brought up to date.
.PARAMETER Page
The folder of the pages.
#>
[CmdletBinding()]
param(
    [string] $Manifest = (Join-Path $PSScriptRoot '../LifecycleTools.psd1'),
    [string] $Maml = (Join-Path $PSScriptRoot '../src/LifecycleTools/Help/en-US/LifecycleTools.dll-Help.xml'),
    [string] $Page = (Join-Path $PSScriptRoot 'commands')
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$module = Import-Module -Name $Manifest -PassThru
[xml] $old = Get-Content -LiteralPath $Maml -Raw
$common = [System.Management.Automation.Cmdlet]::CommonParameters
$asked = @{
    WhatIf  = 'Shows what would be done, as objects; only reads are sent.'
    Confirm = 'Asks before each change.'
}

function ConvertTo-Escaped([string] $Text) { $Text.Replace('&', '&amp;').Replace('<', '&lt;').Replace('>', '&gt;') }

function Get-Para($Node) {
    if ($Node) { @($Node.ChildNodes | Where-Object LocalName -EQ 'para' | ForEach-Object { $_.InnerText.Trim() }) }
}

function Get-Child($Node, [string] $Name) { $Node.ChildNodes | Where-Object LocalName -EQ $Name | Select-Object -First 1 }

function ConvertTo-Para([string[]] $Text) { ($Text | ForEach-Object { "<maml:para>$(ConvertTo-Escaped $_)</maml:para>" }) -join '' }

function Get-TypeName([type] $Type) {
    if ($Type.IsArray) { return (Get-TypeName $Type.GetElementType()) + '[]' }
    $value = [Nullable]::GetUnderlyingType($Type)
    if ($value) { $value.Name } else { $Type.Name }
}

function Get-Choice([type] $Type) {
    if ($Type.IsArray) { $Type = $Type.GetElementType() }
    $value = [Nullable]::GetUnderlyingType($Type)
    if (-not $value) { $value = $Type }
    if ($value.IsEnum) { [enum]::GetNames($value) }
}

function Get-PipelineInput($Parameter) {
    $ways = @(if ($Parameter.ValueFromPipelineByPropertyName) { 'ByPropertyName' }; if ($Parameter.ValueFromPipeline) { 'ByValue' })
    if ($ways) { "True ($($ways -join ', '))" } else { 'False' }
}

function Get-Position($Parameter) { if ($Parameter.Position -ge 0) { "$($Parameter.Position)" } else { 'named' } }

# As Get-Command -Syntax orders them: by position, then what must be given, then the rest; what every changing command has comes last.
function Get-Ordered($Set) {
    $Set.Parameters | Where-Object Name -NotIn $common | Sort-Object -Stable -Property @(
        @{ Expression = { $_.Name -in $asked.Keys } }
        @{ Expression = { if ($_.Position -ge 0) { $_.Position } else { [int]::MaxValue } } }
        @{ Expression = { -not $_.IsMandatory } }
    )
}

function Write-Parameter($Parameter, [string] $Text, [string] $Indent, [switch] $InSyntax) {
    $type = Get-TypeName $Parameter.ParameterType
    $many = "$($Parameter.ParameterType.IsArray)".ToLowerInvariant()
    $choice = @(Get-Choice $Parameter.ParameterType)
    $wild = "$([bool]($Parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] }))".ToLowerInvariant()
    $aliases = if ($Parameter.Aliases) { $Parameter.Aliases -join ', ' } else { 'none' }
    "$Indent<command:parameter required=`"$("$($Parameter.IsMandatory)".ToLowerInvariant())`" variableLength=`"$many`" globbing=`"$wild`" pipelineInput=`"$(Get-PipelineInput $Parameter)`" position=`"$(Get-Position $Parameter)`" aliases=`"$aliases`">"
    "$Indent  <maml:name>$($Parameter.Name)</maml:name>"
    "$Indent  <maml:description>$(ConvertTo-Para $Text)</maml:description>"
    if ($InSyntax -and $choice) {
        "$Indent  <command:parameterValueGroup>"
        foreach ($one in $choice) { "$Indent    <command:parameterValue required=`"false`" variableLength=`"false`">$one</command:parameterValue>" }
        "$Indent  </command:parameterValueGroup>"
    }
    if ($type -ne 'SwitchParameter') { "$Indent  <command:parameterValue required=`"true`" variableLength=`"$many`">$type</command:parameterValue>" }
    "$Indent  <dev:type><maml:name>$type</maml:name></dev:type>"
    "$Indent</command:parameter>"
}

function Read-Command($Command) {
    $node = $old.helpItems.ChildNodes | Where-Object { $_.LocalName -eq 'command' -and (Get-Child (Get-Child $_ 'details') 'name').InnerText -eq $Command.Name } | Select-Object -First 1
    if (-not $node) { throw "$($Command.Name) has no help in $Maml." }
    $texts = @{}
    foreach ($one in (Get-Child $node 'parameters').ChildNodes | Where-Object LocalName -EQ 'parameter') { $texts[(Get-Child $one 'name').InnerText] = @(Get-Para (Get-Child $one 'description')) -join ' ' }
    foreach ($name in $asked.Keys) { if (-not $texts.ContainsKey($name)) { $texts[$name] = $asked[$name] } }
    $typed = {
        param($list, $kind)
        foreach ($one in @((Get-Child $node $list).ChildNodes | Where-Object LocalName -EQ $kind)) {
            [pscustomobject]@{ Type = (Get-Child (Get-Child $one 'type') 'name').InnerText; Text = @(Get-Para (Get-Child $one 'description')) -join ' ' }
        }
    }
    $links = Get-Child $node 'relatedLinks'
    $parameters = [ordered]@{}
    foreach ($set in $Command.ParameterSets) { foreach ($one in Get-Ordered $set) { if (-not $parameters.Contains($one.Name)) { $parameters[$one.Name] = $one } } }
    foreach ($name in $parameters.Keys) { if (-not $texts[$name]) { throw "-$name of $($Command.Name) is not described in $Maml." } }
    [pscustomobject]@{
        Command = $Command
        Synopsis = @(Get-Para (Get-Child (Get-Child $node 'details') 'description')) -join ' '
        Description = @(Get-Para (Get-Child $node 'description'))
        Texts = $texts
        Parameters = @($parameters.Values | Sort-Object -Stable -Property { $_.Name -in $asked.Keys })
        Inputs = @(& $typed 'inputTypes' 'inputType')
        Outputs = @(& $typed 'returnValues' 'returnValue')
        Examples = @(
            foreach ($one in (Get-Child $node 'examples').ChildNodes | Where-Object LocalName -EQ 'example') {
                [pscustomobject]@{ Title = (Get-Child $one 'title').InnerText.Trim(); Code = (Get-Child $one 'code').InnerText.Trim(); Remarks = @(Get-Para (Get-Child $one 'remarks')) }
            }
        )
        Links = @(if ($links) { $links.ChildNodes | ForEach-Object { (Get-Child $_ 'linkText').InnerText } | Where-Object { $_ -ne 'Online version' } })
    }
}

function Write-Maml($Help) {
    $name = $Help.Command.Name
    '  <command:command xmlns:maml="http://schemas.microsoft.com/maml/2004/10" xmlns:command="http://schemas.microsoft.com/maml/dev/command/2004/10" xmlns:dev="http://schemas.microsoft.com/maml/dev/2004/10">'
    '    <command:details>'
    "      <command:name>$name</command:name>"
    "      <command:verb>$($Help.Command.Verb)</command:verb>"
    "      <command:noun>$($Help.Command.Noun)</command:noun>"
    "      <maml:description>$(ConvertTo-Para $Help.Synopsis)</maml:description>"
    '    </command:details>'
    "    <maml:description>$(ConvertTo-Para $Help.Description)</maml:description>"
    '    <command:syntax>'
    foreach ($set in $Help.Command.ParameterSets) {
        '      <command:syntaxItem>'
        "        <maml:name>$name</maml:name>"
        foreach ($one in Get-Ordered $set) { Write-Parameter -Parameter $one -Text $Help.Texts[$one.Name] -Indent '        ' -InSyntax }
        '      </command:syntaxItem>'
    }
    '    </command:syntax>'
    '    <command:parameters>'
    foreach ($one in $Help.Parameters) { Write-Parameter -Parameter $one -Text $Help.Texts[$one.Name] -Indent '      ' }
    '    </command:parameters>'
    '    <command:inputTypes>'
    foreach ($one in $Help.Inputs) { "      <command:inputType><dev:type><maml:name>$($one.Type)</maml:name></dev:type><maml:description>$(ConvertTo-Para $one.Text)</maml:description></command:inputType>" }
    '    </command:inputTypes>'
    '    <command:returnValues>'
    foreach ($one in $Help.Outputs) { "      <command:returnValue><dev:type><maml:name>$($one.Type)</maml:name></dev:type><maml:description>$(ConvertTo-Para $one.Text)</maml:description></command:returnValue>" }
    '    </command:returnValues>'
    '    <command:examples>'
    foreach ($one in $Help.Examples) {
        '      <command:example>'
        "        <maml:title>$(ConvertTo-Escaped $one.Title)</maml:title>"
        "        <dev:code>$(ConvertTo-Escaped $one.Code)</dev:code>"
        "        <dev:remarks>$(ConvertTo-Para $one.Remarks)</dev:remarks>"
        '      </command:example>'
    }
    '    </command:examples>'
    '    <command:relatedLinks>'
    "      <maml:navigationLink><maml:linkText>Online version</maml:linkText><maml:uri>$($Help.Command.HelpUri)</maml:uri></maml:navigationLink>"
    foreach ($one in $Help.Links) { "      <maml:navigationLink><maml:linkText>$one</maml:linkText><maml:uri></maml:uri></maml:navigationLink>" }
    '    </command:relatedLinks>'
    '  </command:command>'
}

# A bracket in prose is no tag.
function ConvertTo-Prose([string[]] $Text) { ($Text -join "`n`n").Replace('<', '\<').Replace('*', '\*').Replace('_', '\_') }

function Write-PageOf($Help) {
    "# $($Help.Command.Name)", '', (ConvertTo-Prose $Help.Synopsis), ''
    '## Syntax', '', '```text'
    foreach ($set in $Help.Command.ParameterSets) { "$($Help.Command.Name) $set" }
    '```', '', '## Description', '', (ConvertTo-Prose $Help.Description), ''
    '## Examples', ''
    foreach ($one in $Help.Examples) { "### $($one.Title)", '', '```powershell', $one.Code, '```', '', (ConvertTo-Prose $one.Remarks), '' }
    '## Parameters', ''
    foreach ($one in $Help.Parameters) {
        "### -$($one.Name)", '', (ConvertTo-Prose $Help.Texts[$one.Name]), ''
        $facts = [ordered]@{ Type = Get-TypeName $one.ParameterType }
        $choice = @(Get-Choice $one.ParameterType)
        if ($choice) { $facts['Values'] = $choice -join ', ' }
        if ($one.Aliases) { $facts['Aliases'] = $one.Aliases -join ', ' }
        $sets = @($Help.Command.ParameterSets | Where-Object { $_.Parameters.Name -contains $one.Name })
        $facts['Required'] = if (-not ($sets.Parameters | Where-Object Name -EQ $one.Name | Where-Object IsMandatory)) { 'no' } elseif ($sets.Count -eq $Help.Command.ParameterSets.Count) { 'yes' } else { 'yes, where it applies' }
        $facts['Position'] = Get-Position $one
        $facts['Pipeline input'] = Get-PipelineInput $one
        '| | |', '| --- | --- |'
        foreach ($fact in $facts.GetEnumerator()) { "| $($fact.Key) | $($fact.Value) |" }
        ''
    }
    '## Inputs', ''
    foreach ($one in $Help.Inputs) { "``$($one.Type)``: $(ConvertTo-Prose $one.Text)", '' }
    '## Outputs', ''
    foreach ($one in $Help.Outputs) { "``$($one.Type)``: $(ConvertTo-Prose $one.Text)", '' }
    '## See also', ''
    foreach ($one in $Help.Links) { if ($one -like 'about_*') { "- ``Get-Help $one``" } else { "- [$one]($one.md)" } }
}

function Write-Text([string] $Path, [string[]] $Line) { [IO.File]::WriteAllText($Path, ($Line -join "`n") + "`n") }

$all = Get-Command -Module $module.Name -CommandType Cmdlet | Sort-Object -Property Name | ForEach-Object { Read-Command $_ }
Write-Text $Maml @(
    '<?xml version="1.0" encoding="utf-8"?>'
    '<helpItems schema="maml" xmlns="http://msh">'
    $all | ForEach-Object { Write-Maml $_ }
    '</helpItems>'
)
$folder = (New-Item -ItemType Directory -Path $Page -Force).FullName
foreach ($one in $all) { Write-Text (Join-Path $folder "$($one.Command.Name).md") (Write-PageOf $one) }
Write-Text (Join-Path $folder 'README.md') @(
    '# Commands', '', 'Made from the help beside the code by `build.ps1 -Task Help`; a test holds them to it.', ''
    $all | ForEach-Object { "- [$($_.Command.Name)]($($_.Command.Name).md): $(ConvertTo-Prose $_.Synopsis)" }
)
