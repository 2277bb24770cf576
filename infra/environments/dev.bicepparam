// A small environment without azd: az deployment sub create --location REGION --parameters infra/environments/dev.bicepparam
using '../main.bicep'

import { dev } from '../tiers.bicep'

param environmentName = 'dev'
param location = 'westeurope'
param tier = dev
param exporterKey = readEnvironmentVariable('EXPORTER_KEY')
