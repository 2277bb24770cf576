// Azure AI Speech: the app's plan has no espeak-ng.
param location string
param tags object
@minLength(13)
param token string
param userPrincipalId string

var speechUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'f2dc8367-1007-4938-bd23-fe263f013447'
)

resource speech 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'spch-${token}'
  location: location
  tags: tags
  kind: 'SpeechServices'
  sku: { name: 'S0' }
  properties: {
    // identities are only accepted at an address of its own
    customSubDomainName: 'spch-${token}'
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
  }
}

resource maySpeak 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(speech.id, userPrincipalId, speechUser)
  scope: speech
  properties: { principalId: userPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: speechUser }
}

output url string = '${speech.properties.endpoint}tts'
