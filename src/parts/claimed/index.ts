/** Provisioning by cluster-wide claims. */
export { claimedProvisioner, type ProvisionerScripts } from './provisioner.ts';
