// What azd deploys. Its environment has the values: azd env set VIDEOPIPELINE_TIER prod, and so on.
using 'main.bicep'

import { dev, prod } from 'tiers.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param tier = readEnvironmentVariable('VIDEOPIPELINE_TIER', 'dev') == 'prod' ? prod : dev
param exporterKey = readEnvironmentVariable('EXPORTER_KEY')
param exporterImage = readEnvironmentVariable('SERVICE_EXPORTER_IMAGE_NAME', '')
param alertEmail = readEnvironmentVariable('VIDEOPIPELINE_ALERT_EMAIL', '')
param useScheduler = readEnvironmentVariable('VIDEOPIPELINE_SCHEDULER', 'false') == 'true'
param monitorClientId = readEnvironmentVariable('VIDEOPIPELINE_MONITOR_CLIENT_ID', '')
param appSettings = json(readEnvironmentVariable('VIDEOPIPELINE_APP_SETTINGS', '{}'))
