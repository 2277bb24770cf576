// The exporter: one container, neither more nor fewer. While a new one replaces it, the new one stands by until the seat is free.
import { Identity } from 'identities.bicep'

param location string
param tags object
@minLength(13)
param token string
param image string
param cores int
param identity Identity
param registry string
param storageAccount string
param keySecretUri string
param workspaceId string
param insightsConnectionString string

var port = 8080
var probe = { path: '/health', port: port }

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'cae-${token}'
  location: location
  tags: tags
  properties: {
    // by the settings below, which need no key of the workspace
    appLogsConfiguration: { destination: 'azure-monitor' }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'console'
  scope: environment
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
  }
}

resource exporter 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-exporter-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': 'exporter' })
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: port
        transport: 'http'
        allowInsecure: false
      }
      registries: [{ server: registry, identity: identity.id }]
      secrets: [{ name: 'exporter-key', keyVaultUrl: keySecretUri, identity: identity.id }]
    }
    template: {
      // what it renders is stopped, and made again by the next one
      terminationGracePeriodSeconds: 60
      scale: { minReplicas: 1, maxReplicas: 1 }
      containers: [
        {
          name: 'exporter'
          image: empty(image) ? 'mcr.microsoft.com/k8se/quickstart:latest' : image
          resources: { cpu: cores, memory: '${cores * 2}Gi' }
          env: [
            { name: 'AzureWebJobsStorage__accountName', value: storageAccount }
            { name: 'AZURE_CLIENT_ID', value: identity.clientId }
            { name: 'Exporter__Key', secretRef: 'exporter-key' }
            { name: 'Exporter__StandBy', value: 'true' }
            { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnectionString }
          ]
          // the page that runs before the first image knows no /health
          probes: empty(image)
            ? []
            : [
                { type: 'Startup', httpGet: probe, periodSeconds: 2, failureThreshold: 30 }
                { type: 'Liveness', httpGet: probe, periodSeconds: 30, failureThreshold: 3 }
                { type: 'Readiness', httpGet: probe, periodSeconds: 5, failureThreshold: 3 }
              ]
        }
      ]
    }
  }
}

output url string = 'https://${exporter.properties.configuration.ingress.fqdn}'
