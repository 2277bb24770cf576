// The storage account: artifacts, run records, requests, the app's package and, unless there is a scheduler, the task hub.
param location string
param tags object
@minLength(13)
param token string
param redundancy string
param artifactDays int
param undeleteDays int
param appPrincipalId string
param exporterPrincipalId string

// The names are the app's. It would make what is missing, but the rules and roles below need what they name.
var artifactContainers = ['stories', 'voices', 'drafts', 'videos', 'logs']
var containers = concat(artifactContainers, ['sources', 'galleries', 'exporter-seats', packages])
var tables = ['PipelineRuns', 'PipelineRunIndex', 'PipelineSources']
var queues = ['pipeline-requests', 'pipeline-requests-poison']
var packages = 'app-packages'

// The app deletes ended runs with their artifacts; the rules take what a deleted record has left behind.
var leftoverDays = artifactDays + 30

var blobOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var blobReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var queueContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

// The Functions host keeps its leases, keys and schedules in the account, and makes containers, queues and tables as it needs them.
var appRoles = [blobOwner, queueContributor, tableContributor]

// The exporter reads drafts, and writes videos and its seat.
var exporterRoles = [
  { container: 'drafts', role: blobReader }
  { container: 'videos', role: blobContributor }
  { container: 'exporter-seats', role: blobContributor }
]

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'st${token}'
  location: location
  tags: tags
  sku: { name: redundancy }
  kind: 'StorageV2'
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: undeleteDays }
    containerDeleteRetentionPolicy: { enabled: true, days: undeleteDays }
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for name in containers: {
    parent: blobService
    name: name
    properties: { publicAccess: 'None' }
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource recordTables 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [
  for name in tables: {
    parent: tableService
    name: name
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource requestQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for name in queues: {
    parent: queueService
    name: name
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'artifacts'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: map(artifactContainers, name => '${name}/') }
            actions: {
              baseBlob: {
                tierToCool: { daysAfterModificationGreaterThan: 30 }
                delete: { daysAfterModificationGreaterThan: leftoverDays }
              }
            }
          }
        }
        {
          name: 'run-logs'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['appendBlob'], prefixMatch: ['logs/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: leftoverDays } } }
          }
        }
      ]
    }
  }
}

resource appMay 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in appRoles: {
    name: guid(account.id, appPrincipalId, role)
    scope: account
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource exporterContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = [
  for grant in exporterRoles: {
    parent: blobService
    name: grant.container
  }
]

resource exporterMay 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (grant, i) in exporterRoles: {
    name: guid(exporterContainers[i].id, exporterPrincipalId, grant.role)
    scope: exporterContainers[i]
    properties: {
      principalId: exporterPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role)
    }
    dependsOn: [blobContainers]
  }
]

output name string = account.name
output packageContainer string = '${account.properties.primaryEndpoints.blob}${packages}'
