BeforeAll {
    $script:root = Split-Path -Parent $PSScriptRoot
    $script:shell = (Get-Process -Id $PID).Path

    function Invoke-Check([string[]] $With) {
        Push-Location -LiteralPath $TestDrive
        try { $said = & $shell -NoProfile -NonInteractive -File (Join-Path $root 'examples/ci/check-role-maps.ps1') @With 2>&1 } finally { Pop-Location }
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Lines = @($said | ForEach-Object { "$_" }) }
    }
}

Describe 'The check of role maps in a pipeline' {
    BeforeAll {
        $script:map = Join-Path $TestDrive 'map.yaml'
        Set-Content -LiteralPath $map -Encoding utf8 -Value (@(Get-Content -LiteralPath (Join-Path $root 'roles/clinic.yaml') -Encoding utf8) + 'bogus: 1')
        $script:line = @(Get-Content -LiteralPath $map).Count
        $script:intake = Join-Path $TestDrive 'sample.csv'
        Set-Content -LiteralPath $intake -Encoding utf8 -Value @(
            'Kind,GivenName,Surname,Role,Site,Manager,StartDate,EmployeeId,Identity'
            'Hire,Ada,Byrne,no-such-role,zurich,carla.moretti@contoso.example,2026-01-05,9001,'
            'Hire,Bob,Byrne,sales,zurich,carla.moretti@contoso.example,2026-01-05,9002,'
        )
    }

    It 'passes what the repository ships, and previews the sample' {
        $check = Invoke-Check
        $check.ExitCode | Should -Be 0 -Because ($check.Lines -join "`n")
        @($check.Lines | Where-Object { $_ -match '^Hire .*: \d+ steps, \d+ Planned$' }).Count | Should -Be 3
    }
    It 'points at file and line of a role map: <Format>' -ForEach @(
        @{ Format = 'GitHub'; Starts = { "::error file=map.yaml,line=$line,col=1,title=KeyUnknown::*" } }
        @{ Format = 'AzureDevOps'; Starts = { "##vso`[task.logissue type=error;sourcepath=map.yaml;linenumber=$line;columnnumber=1;code=KeyUnknown;`]*" } }
        @{ Format = 'Plain'; Starts = { "map.yaml($line,1): error KeyUnknown: *" } }
    ) {
        $check = Invoke-Check -With '-Path', $map, '-IntakePath', $intake, '-Format', $Format
        $check.ExitCode | Should -Be 1
        $start = (& $Starts).TrimEnd('*')
        @($check.Lines | Where-Object { $_.StartsWith($start) }).Count | Should -Be 1 -Because ($check.Lines -join "`n")
    }
    It 'points at the row of a request that could not run, and previews the others' {
        $check = Invoke-Check -With '-IntakePath', $intake, '-Format', 'GitHub'
        $check.ExitCode | Should -Be 1
        $check.Lines | Where-Object { $_ -like '::error*' } | Should -BeLike '::error file=sample.csv,line=2,col=1,title=RoleUnknown::*'
        $check.Lines | Where-Object { $_ -match '^Hire Bob Byrne: \d+ steps, \d+ Planned$' } | Should -Not -BeNullOrEmpty
    }
    It 'keeps what was written inside of the annotation' {
        $odd = Join-Path $TestDrive 'a,b.yaml'
        Set-Content -LiteralPath $odd -Value 'bogus: 1'
        $lines = (Invoke-Check -With '-Path', $odd, '-IntakePath', $intake, '-Format', 'GitHub').Lines
        $lines | Where-Object { $_.StartsWith('::error file=a%2Cb.yaml,line=') } | Should -Not -BeNullOrEmpty
    }
    It 'says with 2 that it could not run' {
        (Invoke-Check -With '-RoleMap', (Join-Path $TestDrive 'none.yaml')).ExitCode | Should -Be 2
    }
}

Describe 'The pipeline <_>' -ForEach 'github-actions.yml', 'azure-pipelines.yml' {
    It 'calls the script that is there' {
        $text = Get-Content -Raw -LiteralPath (Join-Path $root "examples/ci/$_")
        $text | Should -Match 'examples/ci/check-role-maps\.ps1'
        $text | Should -Match 'pull_request:|pr:'
    }
}
