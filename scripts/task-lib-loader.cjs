// azure-pipelines-task-lib requires a file by a computed name, which webpack cannot bundle: it is read as JSON instead.
// Throws when the place is gone, so that an update of the library is noticed.
module.exports = (source) => {
  const mended = source.replace(
    /require\((resourceFile)\)/g,
    "JSON.parse(require('fs').readFileSync($1,'utf8'))",
  );
  if (mended === source)
    throw new Error("azure-pipelines-task-lib no longer has require(resourceFile): review this loader.");
  return mended;
};
