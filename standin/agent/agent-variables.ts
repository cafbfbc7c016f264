import { dirname } from "node:path";
import type { JobFolders } from "./folders.ts";
import type { JobOrder, JobVariable } from "./job.ts";

const agentVersion = "4.278.0";

const systems: Partial<Record<NodeJS.Platform, string>> = { win32: "Windows_NT", darwin: "Darwin" };

/** The variables that the agent sets, and not the service. */
export function agentVariables(order: JobOrder, folders: JobFolders): Record<string, JobVariable> {
  const named = {
    "Agent.Id": "1",
    "Agent.Name": "standin",
    "Agent.MachineName": "standin",
    "Agent.OS": systems[process.platform] ?? "Linux",
    "Agent.OSArchitecture": process.arch.toUpperCase(),
    "Agent.Version": agentVersion,
    "Agent.IsSelfHosted": "1",
    "Agent.CloudId": "",
    "Agent.JobName": order.displayName,
    "Agent.JobStatus": "Succeeded",
    "Agent.HomeDirectory": dirname(folders.work),
    "Agent.RootDirectory": folders.work,
    "Agent.WorkFolder": folders.work,
    "Agent.TempDirectory": folders.temp,
    "Agent.ToolsDirectory": folders.tools,
    "System.WorkFolder": folders.work,
    "System.HostType": order.host,
    "System.JobId": order.jobId,
    "System.DefaultWorkingDirectory": folders.start,
    "System.ArtifactsDirectory": folders.artifacts,
    "System.Culture": "en-US",
    "System.IsAzureVM": "0",
    "System.IsDockerContainer": "0",
    ...(order.host === "release" ? releaseFolders(folders) : buildFolders(folders)),
  };
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, { value }]));
}

function releaseFolders(folders: JobFolders): Record<string, string> {
  return { "Agent.ReleaseDirectory": folders.artifacts, "Agent.BuildDirectory": folders.artifacts };
}

function buildFolders(folders: JobFolders): Record<string, string> {
  return {
    "Agent.BuildDirectory": folders.own,
    "Pipeline.Workspace": folders.own,
    "Build.SourcesDirectory": folders.sources,
    "Build.Repository.LocalPath": folders.sources,
    "Build.ArtifactStagingDirectory": folders.artifacts,
    "Build.StagingDirectory": folders.artifacts,
    "Build.BinariesDirectory": folders.binaries,
    "Common.TestResultsDirectory": folders.testResults,
  };
}
