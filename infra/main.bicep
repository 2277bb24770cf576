// Everything that VideoPipeline needs on Azure: a resource group, and in it the app, the exporter, and what they share.
// docs/azure.md says how to deploy, change and remove it.
targetScope = 'subscription'

import { Tier } from 'tiers.bicep'

@description('The environment\'s name: it names the resource group, and makes the names of its resources unlike those of others.')
@minLength(2)
@maxLength(24)
param environmentName string

@description('The Azure region.')
param location string

@description('How large the environment is.')
param tier Tier

@description('What the app must show to the exporter.')
@secure()
@minLength(32)
param exporterKey string

@description('The exporter\'s image. Empty before the first one has been pushed: a page that says so runs in its place.')
param exporterImage string = ''

@description('Who is told of alerts. Empty: alerts are raised, but nobody is sent mail.')
param alertEmail string = ''

@description('Whether orchestrations lie in a Durable Task Scheduler, instead of in the storage account.')
param useScheduler bool = false

@description('The application in Microsoft Entra ID by which operators sign in to Durable Functions Monitor. Empty: it lets nobody in.')
param monitorClientId string = ''

@description('More settings of the app, such as Story__Writer and those of the writer. Secrets belong into the vault: @Microsoft.KeyVault(SecretUri=...).')
param appSettings object = {}

var tags = { 'azd-env-name': environmentName, app: 'videopipeline' }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-videopipeline-${environmentName}'
  location: location
  tags: tags
}

module resources 'resources.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    token: toLower(uniqueString(subscription().id, environmentName, location))
    tier: tier
    exporterKey: exporterKey
    exporterImage: exporterImage
    alertEmail: alertEmail
    useScheduler: useScheduler
    monitorClientId: monitorClientId
    appSettings: appSettings
  }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Where the exporter\'s image is pushed to.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = resources.outputs.registry

@description('The app\'s name.')
output APP_NAME string = resources.outputs.appName

@description('The app\'s address.')
output APP_URL string = resources.outputs.appUrl

@description('The exporter\'s address.')
output EXPORTER_URL string = resources.outputs.exporterUrl
