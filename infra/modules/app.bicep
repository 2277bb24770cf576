// The function app, on Flex Consumption.
import { Tier } from '../tiers.bicep'
import { Identity } from 'identities.bicep'

param location string
param tags object
@minLength(13)
param token string
param tier Tier
param identity Identity
param storageAccount string
param packageContainer string
param exporterUrl string
param exporterKeyUri string
param insightsConnectionString string
param speechUrl string
@description('Empty: the task hub lies in the storage account.')
param schedulerEndpoint string
param schedulerTaskHub string
param monitorClientId string
param settings object

// FUNCTIONS_WORKER_RUNTIME and its like do not belong here: this plan has them in functionAppConfig.
var baseSettings = {
  AzureWebJobsStorage__accountName: storageAccount
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.clientId
  AZURE_CLIENT_ID: identity.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.clientId};Authorization=AAD'
  EXPORT_VIDEO_URL: exporterUrl
  EXPORTER_KEY: '@Microsoft.KeyVault(SecretUri=${exporterKeyUri})'
  Runs__Retention: '${tier.artifactDays}.00:00:00'
  Voice__Provider: 'azure-speech'
  Voice__AzureSpeech__Url: speechUrl
  Voice__AzureSpeech__Format: 'audio-24khz-96kbitrate-mono-mp3'
  DFM_HUB_NAME: 'VideoPipeline'
  DFM_MODE: 'Normal'
  DFM_ALLOWED_APP_ROLES: 'VideoPipeline.Operator'
}

var schedulerSettings = empty(schedulerEndpoint)
  ? {}
  : {
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identity.clientId}'
      AzureFunctionsJobHost__extensions__durableTask__hubName: schedulerTaskHub
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
    }

var alwaysReady = [
  { name: 'http', instanceCount: tier.alwaysReady }
  { name: 'durable', instanceCount: tier.alwaysReady }
]

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${token}'
  location: location
  tags: tags
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    siteConfig: { minTlsVersion: '1.2', ftpsState: 'Disabled', http20Enabled: true }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        maximumInstanceCount: tier.maximumInstances
        instanceMemoryMB: tier.instanceMemoryMB
        alwaysReady: tier.alwaysReady > 0 ? alwaysReady : []
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainer
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(baseSettings, schedulerSettings, settings)
  }

  // The API has keys of its own, so everybody may come in; whoever signs in is known to Durable Functions Monitor.
  resource signIn 'config' = if (!empty(monitorClientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
      httpSettings: { requireHttps: true }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: monitorClientId
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
        }
      }
      login: { tokenStore: { enabled: false } }
    }
  }

  // packages are pushed by identities, never by passwords
  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noBasic 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
