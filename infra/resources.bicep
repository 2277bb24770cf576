// What lies in the resource group, and who may do what with it.
import { Tier } from 'tiers.bicep'

param location string
param tags object
@description('Makes names unlike those of other environments.')
@minLength(13)
param token string
param tier Tier
@secure()
param exporterKey string
param exporterImage string
param alertEmail string
param useScheduler bool
param monitorClientId string
param appSettings object

module identities 'modules/identities.bicep' = {
  params: { location: location, tags: tags, token: token }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    location: location
    tags: tags
    token: token
    retentionDays: tier.logDays
    dailyGB: tier.dailyLogGB
    publishers: [identities.outputs.app.principalId, identities.outputs.exporter.principalId]
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    location: location
    tags: tags
    token: token
    redundancy: tier.redundancy
    artifactDays: tier.artifactDays
    undeleteDays: tier.undeleteDays
    appPrincipalId: identities.outputs.app.principalId
    exporterPrincipalId: identities.outputs.exporter.principalId
  }
}

module vault 'modules/vault.bicep' = {
  params: {
    location: location
    tags: tags
    token: token
    isKept: tier.keepVault
    exporterKey: exporterKey
    readers: [identities.outputs.app.principalId, identities.outputs.exporter.principalId]
  }
}

module registry 'modules/registry.bicep' = {
  params: { location: location, tags: tags, token: token, pullerPrincipalId: identities.outputs.exporter.principalId }
}

module speech 'modules/speech.bicep' = {
  params: { location: location, tags: tags, token: token, userPrincipalId: identities.outputs.app.principalId }
}

module scheduler 'modules/scheduler.bicep' = if (useScheduler) {
  params: { location: location, tags: tags, token: token, appPrincipalId: identities.outputs.app.principalId }
}

module exporter 'modules/exporter.bicep' = {
  params: {
    location: location
    tags: tags
    token: token
    image: exporterImage
    cores: tier.exporterCores
    identity: identities.outputs.exporter
    registry: registry.outputs.endpoint
    storageAccount: storage.outputs.name
    keySecretUri: vault.outputs.exporterKeyUri
    workspaceId: monitoring.outputs.workspaceId
    insightsConnectionString: monitoring.outputs.connectionString
  }
}

module app 'modules/app.bicep' = {
  params: {
    location: location
    tags: tags
    token: token
    tier: tier
    identity: identities.outputs.app
    storageAccount: storage.outputs.name
    packageContainer: storage.outputs.packageContainer
    exporterUrl: exporter.outputs.url
    exporterKeyUri: vault.outputs.exporterKeyUri
    insightsConnectionString: monitoring.outputs.connectionString
    speechUrl: speech.outputs.url
    schedulerEndpoint: scheduler.?outputs.endpoint ?? ''
    schedulerTaskHub: scheduler.?outputs.taskHub ?? ''
    monitorClientId: monitorClientId
    settings: appSettings
  }
}

module alerts 'modules/alerts.bicep' = {
  params: { location: location, tags: tags, workspaceId: monitoring.outputs.workspaceId, email: alertEmail }
}

output registry string = registry.outputs.endpoint
output appName string = app.outputs.name
output appUrl string = app.outputs.url
output exporterUrl string = exporter.outputs.url
