BeforeDiscovery {
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'LifecycleTools.psd1')
    $script:commands = Get-Command -Module LifecycleTools
    $script:withExamples = foreach ($command in $script:commands) {
        $examples = foreach ($example in (Get-Help $command.Name -Full).Examples.Example) { @{ Title = "$($example.Title)".Trim('- '); Code = $example.Code } }
        @{ Name = $command.Name; Examples = @($examples) }
    }
}
BeforeAll {
    $script:root = Split-Path -Parent $PSScriptRoot
    $script:common = [System.Management.Automation.Cmdlet]::CommonParameters
}

Describe 'The help of <_.Name>' -ForEach $script:commands {
    BeforeAll { $script:help = Get-Help $_.Name -Full }

    It 'has a synopsis, a description, inputs, outputs and three examples' {
        $help.Synopsis | Should -Not -BeLike "$($_.Name)*"
        $help.Description.Text | Should -Not -BeNullOrEmpty
        $help.inputTypes.inputType.description.Text | Should -Not -BeNullOrEmpty
        foreach ($one in $help.returnValues.returnValue) { $one.description.Text | Should -Not -BeNullOrEmpty -Because $one.type.name }
        @($help.Examples.Example).Count | Should -BeGreaterOrEqual 3
    }
    It 'describes every parameter, -WhatIf and -Confirm too, and no other' {
        $names = @($_.Parameters.Keys | Where-Object { $_ -notin $common })
        foreach ($name in $names) { (Get-Help $help.Name -Parameter $name).Description.Text | Should -Not -BeNullOrEmpty -Because $name }
        @($help.parameters.parameter.name) | Sort-Object | Should -Be ($names | Sort-Object)
    }
    It 'shows the syntax that the command has' {
        $shown = ($help.syntax | Out-String) -replace '\s+', ' '
        foreach ($set in $_.ParameterSets) {
            foreach ($parameter in $set.Parameters | Where-Object Name -NotIn $common) { $shown | Should -Match "-$($parameter.Name)\b" }
        }
        @($help.syntax.syntaxItem).Count | Should -Be $_.ParameterSets.Count
    }
    It 'names as outputs what the command says that it gives' {
        $says = @($_.OutputType.Name | ForEach-Object { if ($_ -eq 'System.Void') { 'None' } else { $_ } })
        @($help.returnValues.returnValue.type.name) | Sort-Object | Should -Be ($says | Sort-Object)
    }
    It 'has a page on the web, and related topics that exist' {
        $_.HelpUri | Should -BeLike "https://*/docs/commands/$($_.Name).md"
        $_.HelpUri | Should -BeLike "$((Import-PowerShellDataFile (Join-Path $root 'LifecycleTools.psd1')).PrivateData.PSData.ProjectUri)/*"
        @($help.relatedLinks.navigationLink)[0].uri | Should -Be $_.HelpUri
        $others = @($help.relatedLinks.navigationLink | Select-Object -Skip 1)
        $others.Count | Should -BeGreaterThan 1
        foreach ($other in $others.linkText) { (Get-Help $other).Name | Should -Be $other }
    }
}

Describe 'The examples of <Name>' -ForEach $script:withExamples {
    BeforeAll {
        $script:folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive $Name)
        Copy-Item -Path (Join-Path $root 'examples'), (Join-Path $root 'roles') -Destination $folder -Recurse -Exclude FirstRun
        Push-Location $folder

        # A tenant of one's own, as far as any command can tell: the sandbox behind an address, with BambooHR.
        $edition = if ($PSVersionTable.PSVersion.Major -ge 7) { 'Core' } else { 'Desktop' }
        Add-Type -Path (Join-Path $root "bin/$edition/LifecycleTools.Sandbox.dll")
        $tenant = [LifecycleTools.Sandbox.SandboxTenant]::Load([NullString]::Value, $null)
        $script:server = [LifecycleTools.Sandbox.SandboxServer]::new($tenant)
        $app = @($tenant.ClientApps)[0]
        Set-Content -LiteralPath ./lifecycle.yaml -Value @"
tenant:
  name: Own
  id: $($tenant.TenantId)
  cloud: custom
  endpoints: { authority: '$($server.Url)', graph: '$($server.Url)', exchange: '$($server.Url)' }
  roles: '$(Join-Path $folder 'roles/three-countries.yaml')'
  journal: '$(Join-Path $folder 'journals-of-own')'
credential: { kind: clientSecret, clientId: $($app.AppId), secret: 'env:HELP_TEST_APP' }
systems:
  hr: { kind: bamboohr, url: '$($server.Url)', apiKey: 'env:HELP_TEST_KEY', webhookKey: 'env:HELP_TEST_HOOK', sites: { '*': zurich }, roles: { '*': sales } }
"@
        New-Item -ItemType Directory -Path ./tenants | Out-Null
        Copy-Item -LiteralPath ./lifecycle.yaml -Destination ./tenants/own.yaml
        $env:HELP_TEST_APP = $app.Secret
        $env:HELP_TEST_KEY = 'bamboo-key'
        $env:HELP_TEST_HOOK = 'a-key-that-was-shown-once'

        # Two deliveries of HR: one as a function app hands it over, one that was kept as files.
        $deliveries = foreach ($number in 1, 2) {
            $body = '{"type":"employee.updated","number":' + $number + ',"data":{"employeeId":"3"}}'
            $stamp = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds().ToString()
            $hmac = [Security.Cryptography.HMACSHA256]::new([Text.Encoding]::UTF8.GetBytes($env:HELP_TEST_HOOK))
            $signature = [BitConverter]::ToString($hmac.ComputeHash([Text.Encoding]::UTF8.GetBytes($body + $stamp))).Replace('-', '')
            @{ RawBody = $body; Headers = @{ 'X-BambooHR-Signature' = $signature; 'X-BambooHR-Timestamp' = $stamp } }
        }
        $script:Request = $deliveries[0]
        Set-Content -LiteralPath ./delivery.json -Value $deliveries[1].RawBody -NoNewline
        $deliveries[1].Headers | ConvertTo-Json | Set-Content -LiteralPath ./headers.json

        # One run that is completed, and one that is not.
        Connect-LifecycleTenant -Sandbox -JournalPath ./journals | Out-Null
        'lena.vogt@contoso.example', 'martin.huber@contoso.example' | Invoke-LifecycleOffboard -Confirm:$false -ErrorAction SilentlyContinue | Out-Null
    }
    AfterAll {
        Disconnect-LifecycleTenant
        $server.Dispose()
        Remove-Item -Path Env:HELP_TEST_APP, Env:HELP_TEST_KEY, Env:HELP_TEST_HOOK
        Pop-Location
    }

    It '<Title> runs' -ForEach $Examples {
        # Whoever connects in an example has connected to nothing before.
        if ($Code -like '*Connect-LifecycleTenant*') { Disconnect-LifecycleTenant }
        elseif (-not (Get-LifecycleTenant)) { Connect-LifecycleTenant -Sandbox -JournalPath ./journals | Out-Null }
        # As in a session of the reader's, whatever started these tests.
        Set-StrictMode -Off
        $ErrorActionPreference = 'Continue'
        try {
            $given = & ([scriptblock]::Create($Code)) 2>&1
        } finally {
            if ($Code -like '*Connect-LifecycleTenant*') { Disconnect-LifecycleTenant }
        }
        $given | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty -Because $Code
    }
}

Describe 'The about topics' {
    It 'are found, with their parts: <_>' -ForEach 'about_LifecycleTools', 'about_LifecycleRequests', 'about_LifecycleJournal', 'about_LifecycleConnections', 'about_LifecycleRoleMaps' {
        $text = Get-Help $_ | Out-String
        $text | Should -BeLike "TOPIC*$_*SHORT DESCRIPTION*LONG DESCRIPTION*SEE ALSO*"
    }
    It 'lead to every command and to each other' {
        $text = Get-Help about_LifecycleTools | Out-String
        foreach ($name in (Get-Command -Module LifecycleTools).Name) { $text | Should -Match "(?m)^\s+$name\b" }
        foreach ($topic in 'about_LifecycleRequests', 'about_LifecycleJournal', 'about_LifecycleConnections', 'about_LifecycleRoleMaps') { $text | Should -Match $topic }
    }
}
