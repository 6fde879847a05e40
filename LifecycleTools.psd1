@{
    RootModule             = 'bin/LifecycleTools.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '6f0f3a8e-5e0a-4c79-9f5b-0d5b7f0a3c11'
    Author                 = 'LifecycleTools contributors'
    CompanyName            = 'LifecycleTools'
    Copyright              = '(c) LifecycleTools contributors. MIT license.'
    Description            = 'Onboards and offboards people in Microsoft 365: every step is read back, every exception is told to a person, every run leaves a journal.'
    PowerShellVersion      = '5.1'
    # Shown to people. The check that works, and the one for PowerShell 7.4, are made when the module is imported.
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')
    TypesToProcess         = @('bin/LifecycleTools.Types.ps1xml')
    FormatsToProcess       = @('bin/LifecycleTools.Format.ps1xml')
    FunctionsToExport      = @()
    CmdletsToExport        = @(
        'Connect-LifecycleTenant'
        'ConvertFrom-LifecycleWebhook'
        'Disconnect-LifecycleTenant'
        'Export-LifecycleReport'
        'Export-LifecycleRunbook'
        'Get-LifecycleRequest'
        'Get-LifecycleRole'
        'Get-LifecycleRun'
        'Get-LifecycleTenant'
        'Invoke-LifecycleOffboard'
        'New-LifecycleHire'
        'New-LifecycleRoleMap'
        'Resume-LifecycleRun'
        'Test-LifecycleRoleMap'
        'Test-LifecycleRun'
        'Undo-LifecycleOffboard'
    )
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('Microsoft365', 'EntraID', 'ExchangeOnline', 'Onboarding', 'Offboarding', 'MSP', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ProjectUri   = 'https://github.com/LifecycleTools/LifecycleTools'
            IconUri      = 'https://raw.githubusercontent.com/LifecycleTools/LifecycleTools/main/docs/icon.png'
            ReleaseNotes = 'CHANGELOG.md in the module folder.'
        }
    }
}
