// One identity for each program: neither may do what only the other must.
param location string
param tags object
@minLength(13)
param token string

@export()
@description('An identity, as those who use it need to know it.')
type Identity = {
  id: string
  clientId: string
  principalId: string
}

resource appIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-app-${token}'
  location: location
  tags: tags
}

resource exporterIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-exporter-${token}'
  location: location
  tags: tags
}

output app Identity = {
  id: appIdentity.id
  clientId: appIdentity.properties.clientId
  principalId: appIdentity.properties.principalId
}

output exporter Identity = {
  id: exporterIdentity.id
  clientId: exporterIdentity.properties.clientId
  principalId: exporterIdentity.properties.principalId
}
