// Logs, traces and metrics.
param location string
param tags object
@minLength(13)
param token string
param retentionDays int
@description('GB a day, -1 for any number.')
param dailyGB int
@description('Who may send.')
param publishers string[]

var metricsPublisher = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '3913510d-42f4-4e42-8a64-420c390055eb'
)

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${token}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyGB }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource mayPublish 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principal in publishers: {
    name: guid(insights.id, principal, metricsPublisher)
    scope: insights
    properties: { principalId: principal, principalType: 'ServicePrincipal', roleDefinitionId: metricsPublisher }
  }
]

output workspaceId string = workspace.id
@description('No secret: who sends must have the role.')
output connectionString string = insights.properties.ConnectionString
