BeforeAll {
    $script:root = Split-Path -Parent $PSScriptRoot
    Import-Module (Join-Path $root 'LifecycleTools.psd1')
}

Describe 'A report' {
    BeforeAll {
        $script:journals = Join-Path $TestDrive 'journals'
        Connect-LifecycleTenant -Sandbox -JournalPath $journals | Out-Null
        Invoke-LifecycleOffboard -Identity 'ines.roth@contoso.example' -Reason '=1+1 <i>4711</i>' -Confirm:$false | Out-Null
        Invoke-LifecycleOffboard -Identity 'martin.huber@contoso.example' -Confirm:$false -ErrorAction SilentlyContinue | Out-Null
        Disconnect-LifecycleTenant
        Push-Location $TestDrive
    }
    AfterAll { Pop-Location }

    It 'of runs from the pipeline is one page, what needs a person first' {
        $file = Get-LifecycleRun -JournalPath $journals | Export-LifecycleReport -Path ./runs.html -PassThru
        $file | Should -BeOfType [IO.FileInfo]
        $page = Get-Content -Path $file.FullName -Raw -Encoding UTF8
        $page.IndexOf('martin.huber') | Should -BeLessThan $page.IndexOf('ines.roth')
        $page | Should -BeLike '*&lt;i&gt;4711*'
        $page | Should -Not -BeLike '*<i>*'
        $page | Should -Not -BeLike '*<script*'
    }
    It 'of a period counts, and needs no tenant' {
        Export-LifecycleReport -Path ./all.json -JournalPath $journals
        $report = Get-Content -Path ./all.json -Raw -Encoding UTF8 | ConvertFrom-Json
        $report.total.departures | Should -Be 2
        $report.total.completed | Should -Be 1
        $report.total.open | Should -Be 1
        $report.causes.name | Should -Contain 'MailboxNeedsLicense'
        $report.runs.site | Should -Contain 'berlin'
        @($report.runs.triggered | Where-Object { $_ }).Count | Should -Be 0
    }
    It 'reads back as a table, without a formula' {
        Export-LifecycleReport -Path ./all.csv -JournalPath $journals
        $rows = Import-Csv -Path ./all.csv
        @($rows).Count | Should -Be 2
        ($rows | Where-Object Person -EQ 'ines.roth@contoso.example').Reason | Should -Be "'=1+1 <i>4711</i>"
    }
    It 'keeps a file with -NoClobber, refuses wildcards, and writes nothing under -WhatIf' {
        Set-Content -Path ./kept.html -Value 'mine'
        { Export-LifecycleReport -Path ./kept.html -JournalPath $journals -NoClobber } | Should -Throw -ErrorId 'ReportExists,*'
        Get-Content -Path ./kept.html | Should -Be 'mine'
        { Export-LifecycleReport -Path ./*.html -JournalPath $journals } | Should -Throw -ErrorId 'ReportPathInvalid,*'
        Export-LifecycleReport -Path ./none.html -JournalPath $journals -WhatIf
        Test-Path -Path ./none.html | Should -BeFalse
    }
    It 'of nothing is an error, and no page that looks well' {
        { Get-LifecycleRun -JournalPath $journals | Where-Object Person -EQ 'nobody' | Export-LifecycleReport -Path ./nothing.html -ErrorAction Stop } | Should -Throw -ErrorId 'RunNotFound,*'
        Test-Path -Path ./nothing.html | Should -BeFalse
    }
}
