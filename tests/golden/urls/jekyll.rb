# Builds the site in ARGV[0] into ARGV[1] and prints a line of JSON for every document.
# Plugins, themes and includes that are not there are left out: they give no links to posts.
require "jekyll"
require "json"

source, destination = ARGV
Dir.chdir(source) # where the configuration lies; it may name another folder as the source
config = Jekyll.configuration(
  "destination" => destination, "plugins" => [], "gems" => [], "theme" => nil,
  "plugins_dir" => File.join(destination, "none"), "disable_disk_cache" => true, "quiet" => true
)

unknown = Class.new(Liquid::Tag) { def render(_context) = "" }
texts = Dir.glob("#{source}/**/*.{md,markdown,html}").map { |path| File.read(path, encoding: "bom|utf-8").scrub }
texts.flat_map { |text| text.scan(/\{%-?\s*(\w+)/).flatten }.uniq.each do |name|
  next if Liquid::Template.tags[name] || name.start_with?("end") || %w[else elsif when].include?(name)
  block = texts.any? { |text| text.match?(/\{%-?\s*end#{name}\b/) }
  Liquid::Template.register_tag(name, block ? Liquid::Block : unknown)
end

module IncludesThatMayBeMissing
  def render(context)
    super
  rescue IOError
    ""
  end
end
[Jekyll::Tags::OptimizedIncludeTag, Jekyll::Tags::IncludeRelativeTag].each do |tag|
  tag.prepend(IncludesThatMayBeMissing)
end

site = Jekyll::Site.new(config)
site.process
site.documents.each do |document|
  next unless document.is_a?(Jekyll::Document) && document.write?
  path = document.path.delete_prefix("#{Dir.pwd}/")
  puts JSON.generate("path" => path, "url" => "#{config["baseurl"]}#{document.url}", "html" => document.content)
end
