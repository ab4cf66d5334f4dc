// Reads the site in the working directory with Hexo and prints a line of JSON for every post.
const Hexo = require("hexo");

const hexo = new Hexo(process.cwd(), { silent: true });
(async () => {
  await hexo.init();
  await hexo.load();
  const link = hexo.extend.helper.get("url_for").bind(hexo);
  for (const post of hexo.locals.get("posts").toArray()) {
    const path = `${hexo.config.source_dir}/${post.source}`.replace("//", "/");
    console.log(JSON.stringify({ path, url: link(post.path), html: post.content }));
  }
})();
