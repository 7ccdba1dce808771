/** Status reasons of attempts whose instance ended, "Host EC2 (instance i-...) terminated." (Batch user guide, "Automated job retries"). */
export const HOST_LOST = /^Host EC2/;
