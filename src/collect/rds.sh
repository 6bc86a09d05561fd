
# --- Amazon RDS: there is no machine to log in to; what to ask for is printed, with the times filled in ---
# As a script that takes it: laststraw collect --run -- --rds ID | sh
rds() {
  from=$((middle - window * 60)) to=$((middle + window * 60))
  [ "$to" -le "$now" ] || to=$now
  stamp() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }
  start=$(stamp "$from") end=$(stamp "$to")
  cat <<TEXT
# Takes what tells why $target ran out of memory, $start to $end. It asks only (describe, download, get); the account needs rds:Describe*,
# rds:DownloadDBLogFilePortion, logs:GetLogEvents and cloudwatch:GetMetricStatistics. Statements in the logs are as they are: nothing is hidden.
set -u
umask 077
id=$target
folder=\${1:-rds-$target}
mkdir -p "\$folder/postgresql" || exit 2
# The server's logs of those hours.
aws rds describe-db-log-files --db-instance-identifier "\$id" --file-last-written ${from}000 --query 'DescribeDBLogFiles[].LogFileName' --output text | tr '\\t' '\\n' |
while read -r file; do
  aws rds download-db-log-file-portion --db-instance-identifier "\$id" --log-file-name "\$file" --starting-token 0 --output text > "\$folder/postgresql/\${file##*/}" < /dev/null
done
# Events, to be read by people: an instance that restarts, and why.
aws rds describe-events --source-type db-instance --source-identifier "\$id" --start-time $start --end-time $end --query 'Events[].[Date,Message]' --output text > "\$folder/rds-events.txt"
# Settings.
group=\$(aws rds describe-db-instances --db-instance-identifier "\$id" --query 'DBInstances[0].DBParameterGroups[0].DBParameterGroupName' --output text)
aws rds describe-db-parameters --db-parameter-group-name "\$group" --output json > "\$folder/parameters.json"
# Enhanced Monitoring, where it is switched on: every process with its memory.
stream=\$(aws rds describe-db-instances --db-instance-identifier "\$id" --query 'DBInstances[0].DbiResourceId' --output text)
aws logs get-log-events --log-group-name RDSOSMetrics --log-stream-name "\$stream" --start-time ${from}000 --end-time ${to}000 --output json > "\$folder/enhanced-monitoring.json"
# CloudWatch: memory, swap, sessions by the minute.
for metric in FreeableMemory SwapUsage DatabaseConnections; do
  aws cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name "\$metric" --dimensions "Name=DBInstanceIdentifier,Value=\$id" --start-time $start --end-time $end \\
    --period 60 --statistics Minimum Maximum Average --output json > "\$folder/\$metric.json"
done
echo "now: laststraw analyze \$folder" >&2
TEXT
}
if [ "$mode" = rds ]; then rds; exit 0; fi
