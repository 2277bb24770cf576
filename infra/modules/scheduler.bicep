// The Durable Task Scheduler, in the place of the storage account's task hub.
param location string
param tags object
@minLength(13)
param token string
param appPrincipalId string

var dataContributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '0ad04412-c4d5-4796-b79c-f76d14c8d402'
)

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: 'dts-${token}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'Consumption' }
    ipAllowlist: ['0.0.0.0/0']
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2025-11-01' = {
  parent: scheduler
  name: 'VideoPipeline'
}

resource mayWork 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hub.id, appPrincipalId, dataContributor)
  scope: hub
  properties: { principalId: appPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: dataContributor }
}

output endpoint string = scheduler.properties.endpoint
output taskHub string = hub.name
