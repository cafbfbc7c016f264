import { createRequire } from "node:module";
import { join } from "node:path";
import MiniCssExtractPlugin from "mini-css-extract-plugin";
import { EsbuildPlugin } from "esbuild-loader";
import TerserPlugin from "terser-webpack-plugin";
import webpack from "webpack";

const require = createRequire(import.meta.url);
const root = import.meta.dirname;
const typescript = {
  test: /\.tsx?$/,
  loader: "esbuild-loader",
  options: { target: "es2022", jsx: "automatic", jsxImportSource: "preact" },
};
const resolve = { extensions: [".ts", ".tsx", ".js"] };

/** The hub: one script and one style for its pages, and the menu's own small one; minified, without source maps. */
const hub = (out, define) => ({
  name: "hub",
  mode: "production",
  target: ["web", "es2022"],
  devtool: false,
  entry: { hub: join(root, "ui/main.tsx"), "run-menu": join(root, "ui/run-menu/main.ts") },
  output: { path: join(out, "ui"), filename: "[name].js", chunkFilename: "[name].js", publicPath: "auto" },
  module: {
    rules: [
      typescript,
      {
        test: /\.css$/,
        use: [MiniCssExtractPlugin.loader, { loader: "css-loader", options: { url: false } }],
      },
    ],
  },
  resolve,
  plugins: [new MiniCssExtractPlugin({ filename: "[name].css" }), new webpack.DefinePlugin(define)],
  optimization: {
    minimizer: [
      new TerserPlugin({
        extractComments: false,
        terserOptions: { compress: { passes: 2 }, format: { comments: false } },
      }),
      new EsbuildPlugin({ target: "es2022", css: true, include: /\.css$/ }),
    ],
  },
  performance: false,
});

/**
 * A task. Not minified, so that a stack in a customer's log can be read. One configuration for each, or lazy chunks would
 * land outside the task's folder.
 */
const task = (name, entry, out, define) => ({
  name,
  mode: "production",
  target: "node20",
  devtool: false,
  node: { __dirname: false, __filename: false },
  entry,
  output: {
    path: join(out, "tasks", name),
    filename: "[name].js",
    chunkFilename: "[name].js",
    library: { type: "commonjs2" },
  },
  module: {
    rules: [
      typescript,
      {
        test: /azure-pipelines-task-lib[\\/]internal\.js$/,
        loader: require.resolve("./scripts/task-lib-loader.cjs"),
      },
    ],
  },
  resolve,
  plugins: [
    new webpack.DefinePlugin(define),
    // What ssh2 would load where a compiler stood beside npm: without it, it uses Node's own, on every machine the same.
    new webpack.IgnorePlugin({ resourceRegExp: /\.node$|^cpu-features$/ }),
  ],
  optimization: { minimize: false, chunkIds: "named", moduleIds: "named" },
  performance: false,
});

/**
 * Everything that is built into `out`. `define` holds the ids, which are written once, in the manifests.
 * @type {(out: string, define: Record<string, string>) => import("webpack").Configuration[]}
 */
export const configurations = (out, define) => {
  const main = (name) => ({ index: join(root, "tasks", name, "main.ts") });
  return [
    hub(out, define),
    task("seal", main("seal"), out, define),
    task("connection", main("connection"), out, define),
    task("start", main("start"), out, define),
    task("gate", main("gate"), out, define),
    task("deploy", { ...main("deploy"), post: join(root, "tasks/deploy/post.ts") }, out, define),
  ];
};
