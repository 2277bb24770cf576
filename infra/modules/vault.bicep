// The vault: the exporter's key, and whatever keys of providers are put there by hand.
param location string
param tags object
@minLength(13)
param token string
@description('Whether it cannot be removed for good before its time.')
param isKept bool
@secure()
param exporterKey string
@description('Who may read secrets.')
param readers string[]

var secretsUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '4633458b-17de-408a-b874-0445c86b69e6'
)

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${token}'
  location: location
  tags: tags
  properties: {
    sku: { family: 'A', name: 'standard' }
    tenantId: tenant().tenantId
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: isKept ? 90 : 7
    // it can be set, but never be taken back
    enablePurgeProtection: isKept ? true : null
  }

  resource exporterSecret 'secrets' = {
    name: 'exporter-key'
    properties: { value: exporterKey, contentType: 'text/plain' }
  }
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principal in readers: {
    name: guid(vault.id, principal, secretsUser)
    scope: vault
    properties: { principalId: principal, principalType: 'ServicePrincipal', roleDefinitionId: secretsUser }
  }
]

@description('Without a version: a new one is taken up within a day, or at the next start.')
output exporterKeyUri string = vault::exporterSecret.properties.secretUri
