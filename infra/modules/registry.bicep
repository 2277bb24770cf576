// Where the exporter's image lies.
param location string
param tags object
@minLength(13)
param token string
param pullerPrincipalId string

var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'cr${token}'
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: { adminUserEnabled: false }
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, pullerPrincipalId, acrPull)
  scope: registry
  properties: { principalId: pullerPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: acrPull }
}

output endpoint string = registry.properties.loginServer
